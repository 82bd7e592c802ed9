// SIPp with a scenario of tests/sipp. Its message log is the witness of what was on the wire.
import { existsSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../support/child.ts';
import { root, workFolder } from '../support/paths.ts';
import { freePorts } from '../support/ports.ts';
import { type SipAccount, bracketed, domainOf, userOf } from './account.ts';

export interface SippOptions {
  account: SipAccount;
  /** The same port for registering and for calls makes both one flow. */
  port?: number;
  /** Values for [name] in the scenario. */
  keys?: Record<string, string>;
  /** Its own address; IPv6 without brackets. */
  address?: string;
  transport?: 'u1' | 't1';
  /** Files the scenario names: name -> where it is. */
  files?: Record<string, string>;
}

export interface WireMessage {
  sent: boolean;
  text: string;
  startLine: string;
}

export class Sipp {
  private constructor(
    readonly child: Child,
    readonly port: number,
    private readonly folder: string,
    private readonly scenario: string,
  ) {}

  /** Starts a scenario for one call. Ends by itself when the call is over. */
  static async start(scenario: string, options: SippOptions): Promise<Sipp> {
    const folder = mkdtempSync(join(workFolder('phones'), `sipp-${scenario}-`));
    const { account } = options;
    const port = options.port ?? (await freePorts(2));
    const address = options.address ?? '127.0.0.1';
    writeFileSync(join(folder, 'users.csv'), `SEQUENTIAL\n${userOf(account)};[authentication username=${account.authUser} password=${account.secret}]\n`);
    for (const [name, path] of Object.entries(options.files ?? {})) symlinkSync(path, join(folder, name));
    const keys = Object.entries({ domain: domainOf(account), ...options.keys }).flatMap(([key, value]) => ['-key', key, value]);
    const args = [
      `${bracketed(account.host)}:${account.ports[options.transport === 't1' ? 'tcp' : 'udp']}`, '-sf', join(root, 'tests/sipp', `${scenario}.xml`), '-inf', 'users.csv',
      ...keys, '-m', '1', '-i', bracketed(address), '-mi', bracketed(address), '-mp', String(await freePorts(4)), '-p', String(port), '-t', options.transport ?? 'u1', '-nostdin',
      '-trace_err', '-error_file', 'errors.log', '-trace_msg', '-message_file', 'messages.log',
    ];
    const child = new Child(`sipp ${scenario}`, 'sipp', args, { cwd: folder, env: { ...process.env, TERM: 'dumb' } });
    return new Sipp(child, port, folder, scenario);
  }

  /** Registers and ends; the same port then takes calls with another scenario. */
  static async register(options: SippOptions): Promise<number> {
    const sipp = await Sipp.start('register', options);
    await sipp.done();
    return sipp.port;
  }

  /** Every message of the call so far. */
  messages(): WireMessage[] {
    const path = join(this.folder, 'messages.log');
    if (!existsSync(path)) return [];
    return readFileSync(path, 'utf8')
      .split(/^-{20,} .*$/m)
      .flatMap((part) => {
        const found = /message (sent|received) [([]\d+[)\]]? ?bytes\)? ?:\s*\n([\s\S]*)/i.exec(part.replaceAll('\r\n', '\n'));
        if (found === null) return [];
        const text = (found[2] ?? '').trimEnd();
        return [{ sent: found[1]?.toLowerCase() === 'sent', text, startLine: text.split('\n', 1)[0] ?? '' }];
      });
  }

  received(startOfLine: string): WireMessage | undefined {
    return this.messages().find((message) => !message.sent && message.startLine.startsWith(startOfLine));
  }

  /** Ends well, or fails with what SIPp says was wrong. */
  async done(): Promise<void> {
    const code = await this.child.exited;
    if (code === 0) return;
    const errors = readdirSync(this.folder).includes('errors.log') ? readFileSync(join(this.folder, 'errors.log'), 'utf8') : '';
    throw new Error(`sipp ${this.scenario} ended with ${code}\n${errors}\n${this.child.output.slice(-1500)}`);
  }

  async stop(): Promise<void> {
    if (!this.child.ended) await this.child.stop(1000);
  }
}

/** The value of a header, or undefined. */
export function header(message: WireMessage | undefined, name: string): string | undefined {
  return message?.text.match(new RegExp(`^${name}\\s*:\\s*(.*)$`, 'im'))?.[1]?.trim();
}
