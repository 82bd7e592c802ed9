// linphonec as a second, different phone. Commands on its standard input, its output is the stream of events.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWav, steadyTone, tonesOf } from '../sound/tone.ts';
import { Child, runOk } from '../support/child.ts';
import { workFolder } from '../support/paths.ts';
import { freePorts } from '../support/ports.ts';
import { type SipAccount, type Transport, bracketed, domainOf, userOf } from './account.ts';
import type { Desk } from './desk.ts';

export interface LinphoneOptions {
  transport?: Transport;
  /** What it sends. */
  hz?: number;
  /** Asks for this session interval (RFC 4028) and wants to refresh it itself. */
  sessionExpires?: number;
}

export class Linphone implements Desk {
  /** It writes what it has recorded when it closes the file. */
  readonly tellsAfterTheCall = true;
  #seen = 0;

  private constructor(
    readonly child: Child,
    readonly account: SipAccount,
    private readonly recording: string,
    private readonly messages: string,
  ) {}

  static async start(account: SipAccount, address: string, options: LinphoneOptions = {}): Promise<Linphone> {
    const folder = mkdtempSync(join(workFolder('phones'), `linphone-${userOf(account)}-`));
    // Without this folder its database fails and it never registers.
    mkdirSync(join(folder, '.local/share/linphone'), { recursive: true });
    const transport = options.transport ?? 'udp';
    const port = await freePorts(2);
    const server = `<sip:${bracketed(account.host)}:${account.ports[transport]};transport=${transport}>`;
    // A peer without sound is hung up on after 30 seconds otherwise.
    const rc = [
      '[sip]', `sip_port=${port}`, `sip_tcp_port=${port}`, `sip_tls_port=${port + 1}`, `bind_address=${address}`, 'use_ipv6=0', 'default_proxy=0',
      'verify_server_certs=0', 'verify_server_cn=0', ...sessionTimer(options.sessionExpires),
      '[rtp]', `audio_rtp_port=${await freePorts(2)}`, 'nortp_timeout=600', '[sound]', 'echocancellation=0',
      '[proxy_0]', `reg_proxy=${server}`, `reg_route=${server.replace('>', ';lr>')}`, `reg_identity=${account.uri}`, 'reg_expires=60', 'reg_sendregister=1', 'publish=0',
      '[auth_info_0]', `username=${userOf(account)}`, `userid=${account.authUser}`, `passwd=${account.secret}`, `realm=${domainOf(account)}`, `domain=${domainOf(account)}`,
    ];
    writeFileSync(join(folder, 'rc'), `${rc.join('\n')}\n`);
    const child = new Child(`linphonec ${userOf(account)}`, 'linphonec', ['-c', join(folder, 'rc'), '-d', '5', '-l', join(folder, 'messages.log')], {
      env: { ...process.env, HOME: folder, TERM: 'dumb' },
      logFile: join(folder, 'log'),
    });
    const phone = new Linphone(child, account, join(folder, 'heard.wav'), join(folder, 'messages.log'));
    child.write('soundcard use files');
    if (options.hz !== undefined) {
      const tone = join(folder, 'tone.wav');
      await runOk('sox', ['-n', '-r', '8000', '-c', '1', '-b', '16', tone, 'synth', '120', 'sine', String(options.hz), 'gain', '-12']);
      child.write(`play ${tone}`);
      child.write(`record ${phone.recording}`);
    }
    await phone.#registered();
    return phone;
  }

  /** It tells of its registration only when asked. */
  async #registered(): Promise<void> {
    while (!/^(linphonec> )?registered,/m.test(this.child.output)) {
      if (this.child.ended) throw new Error(`linphonec ended:\n${this.child.output}`);
      this.child.write('status register');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async command(line: string): Promise<void> {
    this.child.write(line);
  }
  saw(pattern: RegExp): Promise<RegExpExecArray> {
    return this.child.saw(pattern);
  }
  /** The next of what it says, after what was already asked for. */
  async #next(pattern: RegExp): Promise<RegExpExecArray> {
    const found = await this.child.until(() => pattern.exec(this.child.output.slice(this.#seen)), String(pattern));
    this.#seen += found.index + found[0].length;
    return found;
  }

  dial(target: string): Promise<void> {
    return this.command(`call ${target.includes(':') ? target : `sip:${target}@${domainOf(this.account)}`}`);
  }
  rings(): Promise<unknown> {
    return this.#next(/Call \d+ to .* ringing\./);
  }
  incoming(): Promise<unknown> {
    return this.#next(/Receiving new incoming call from .*/);
  }
  accept(): Promise<void> {
    return this.command('answer');
  }
  refuse(): Promise<void> {
    return this.command('terminate');
  }
  established(): Promise<unknown> {
    return this.#next(/Media streams established with .*/);
  }
  async hold(): Promise<void> {
    await this.command('pause');
    await this.#next(/Call \d+ with .* is now paused\./);
  }
  resume(): Promise<void> {
    return this.command('resume');
  }
  hangUp(): Promise<void> {
    return this.command('terminate');
  }
  async ended(): Promise<string> {
    return (await this.#next(/Call \d+ with .* (ended|error).*/))[0];
  }

  heardHz(): number {
    if (!existsSync(this.recording)) return Number.NaN;
    const heard = readWav(this.recording);
    return steadyTone(tonesOf(heard, Math.max(0, heard.samples.length / heard.rate - 0.6)));
  }

  /** Session refreshes (RFC 4028) of its own that were answered 200. */
  refreshes(): number {
    const log = readFileSync(this.messages, 'utf8').replaceAll('\r', '');
    return [...log.matchAll(/^SIP\/2\.0 200 [\s\S]*?\n\n/gm)].filter(([head]) => /^CSeq: \d+ UPDATE$/m.test(head) && /^Session-Expires: \d+;refresher=uac$/m.test(head)).length;
  }

  async stop(): Promise<void> {
    this.child.write('terminate all');
    this.child.write('quit');
    await this.child.stop(3000);
  }
}

function sessionTimer(seconds: number | undefined): string[] {
  if (seconds === undefined) return [];
  return ['session_expires_enabled=1', `session_expires_value=${seconds}`, 'session_expires_min_value=90', 'session_expires_refresher_value=2'];
}
