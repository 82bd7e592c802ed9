// A running office: the real server with its media engine, in a data folder of its own, on this test's address.
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { Conversations } from '../contract/conversation.ts';
import { SessionClient } from '../contract/session_client.ts';
import type { SipAccount } from '../phones/account.ts';
import { Child, runOk } from './child.ts';
import { hostAddress, serverBinary, webDist, work, workFolder } from './paths.ts';

const kTemplate = join(work, 'office');
const kSanitizers = { ASAN_OPTIONS: 'abort_on_error=0:detect_leaks=1', UBSAN_OPTIONS: 'print_stacktrace=1' };

/** Seeded once; every office begins with a copy. */
export async function seedOffice(): Promise<void> {
  await runOk(serverBinary(), ['init', '--data', kTemplate, '--host', hostAddress()], { env: { ...process.env, ...kSanitizers } });
}

export class Office {
  #server: Child | undefined;
  readonly url: string;
  readonly logFile: string;

  private constructor(
    readonly data: string,
    readonly host: string,
    readonly ports: { web: number; sip: number; sips: number },
    private readonly conversations: Conversations,
  ) {
    this.url = `https://${host}:${ports.web}`;
    this.logFile = join(data, '..', 'server.log');
  }

  static async start(conversations: Conversations): Promise<Office> {
    const folder = mkdtempSync(join(workFolder('offices'), 'office-'));
    const data = join(folder, 'data');
    cpSync(kTemplate, data, { recursive: true });
    const office = new Office(data, hostAddress(), { web: 8443, sip: 5060, sips: 5061 }, conversations);
    await office.up();
    return office;
  }

  get server(): Child {
    if (this.#server === undefined) throw new Error('the server is not running');
    return this.#server;
  }

  async up(...options: string[]): Promise<void> {
    this.#server = new Child('sidetone', serverBinary(), ['serve', '--data', this.data, '--web', webDist, ...options], {
      env: { ...process.env, ...kSanitizers },
      logFile: this.logFile,
    });
    await this.#server.saw(/\bready\b/i);
  }

  /** Ends in order; a leak or a fault found by the sanitizers is an error here. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const code = await server.stop(20_000);
    if (code !== 0) throw new Error(`the server ended with ${code}:\n${server.output.slice(-6000)}`);
  }

  /** As if the machine lost power. */
  async crash(): Promise<void> {
    this.server.process.kill('SIGKILL');
    await this.server.exited;
    this.#server = undefined;
  }

  /** What the next start reads for a key of the configuration. */
  configure(key: string, value: number): void {
    const file = join(this.data, 'config.toml');
    const text = readFileSync(file, 'utf8');
    const changed = text.replace(new RegExp(`^${key} = .*$`, 'm'), `${key} = ${value}`);
    if (changed === text) throw new Error(`there is no key ${key} with another value`);
    writeFileSync(file, changed);
  }

  password(name: string): string {
    const lines = readFileSync(join(this.data, 'seeded-accounts.txt'), 'utf8').split('\n');
    const found = lines.map((line) => line.trim().split(/\s+/)).find((words) => words[0] === name);
    if (found === undefined) throw new Error(`${name} is no seeded person`);
    return found.at(-1) ?? '';
  }

  signIn(name: string): Promise<SessionClient> {
    return SessionClient.signIn(this.url, name, this.password(name), this.conversations);
  }

  /** The seeded desk phone of a person. */
  async phoneAccount(name: string, host = this.host): Promise<SipAccount> {
    const text = await runOk(serverBinary(), ['phone-account', '--data', this.data, name], { env: { ...process.env, ...kSanitizers } });
    const values = Object.fromEntries(text.split('\n').flatMap((line) => (line.includes('=') ? [[line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]] : [])));
    return {
      uri: values['uri'] ?? '',
      authUser: values['auth_user'] ?? '',
      secret: values['secret'] ?? '',
      host,
      ports: { udp: this.ports.sip, tcp: this.ports.sip, tls: this.ports.sips },
      displayName: values['name'] ?? name,
    };
  }

  /** A further phone of whoever is signed in there. */
  async addPhone(client: SessionClient, name: string): Promise<{ deviceId: string; account: SipAccount }> {
    const made = await client.call('devices.add', { name });
    const account = { uri: made.uri, authUser: made.authUser, secret: made.secret, host: this.host, ports: { udp: this.ports.sip, tcp: this.ports.sip, tls: this.ports.sips } };
    return { deviceId: made.deviceId, account };
  }

  /** Process id of the media engine, the server's child. */
  mediaEngine(): number {
    const own = String(this.server.process.pid);
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (!existsSync(`/proc/${pid}/stat`)) continue;
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [, name, rest] = /\((.*)\) (.*)/s.exec(stat) ?? [];
      if (name?.startsWith('rtpengine') && rest?.split(' ')[1] === own) return Number(pid);
    }
    throw new Error('the server has no media engine');
  }

  health(): Promise<number> {
    return new Promise((resolve) => {
      const sent = request(`${this.url}/api/v1/health`, { rejectUnauthorized: false }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      });
      sent.once('error', () => resolve(0));
      sent.end();
    });
  }
}
