// baresip as a desk phone: one process, one account, driven over ctrl_tcp (netstrings with JSON), its sound recorded by aurec.
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { Child } from '../support/child.ts';
import { work, workFolder } from '../support/paths.ts';
import { freePorts } from '../support/ports.ts';
import { readWav, rms, steadyTone, tonesOf } from '../sound/tone.ts';
import { type SipAccount, type Transport, bracketed, domainOf, userOf } from './account.ts';
import type { Desk } from './desk.ts';

export interface BaresipOptions {
  transport?: Transport;
  /** What it sends. */
  hz?: number;
  answer?: 'auto' | 'manual';
  codecs?: string;
  mediaEncryption?: 'srtp' | 'srtp-mand' | 'dtls_srtp';
  /** Its own address; IPv6 without brackets. */
  address?: string;
  /** Seconds a registration lasts. */
  registerFor?: number;
}

export interface BaresipEvent {
  type: string;
  class?: string;
  peeruri?: string;
  id?: string;
  param?: string;
}

const kModules = '/usr/lib/baresip/modules';

/** All of baresip's modules and our recorder in one folder: module_path names one only. Compiled by the global set-up. */
export const moduleFolder = join(work, 'baresip-modules');

export function linkModules(recorder: string): void {
  mkdirSync(moduleFolder, { recursive: true });
  for (const name of readdirSync(kModules)) symlinkSync(join(kModules, name), join(moduleFolder, name));
  symlinkSync(recorder, join(moduleFolder, 'aurec.so'));
}

function config(folder: string, address: string, ports: { sip: number; control: number; media: number }, hz: number, dtls: boolean): string {
  const recordings = join(folder, 'rec');
  const lines = {
    sip_listen: `${bracketed(address)}:${ports.sip}`,
    net_interface: address,
    audio_source: `ausine,${hz}`,
    ausrc_srate: 48000,
    ausrc_channels: 2,
    audio_player: `aurec,${recordings}`,
    audio_alert: `aurec,${recordings}`,
    audio_path: '/nonexistent',
    audio_buffer: '20-160',
    // COMPAT(baresip 1.0): with a jitter buffer it may take a new stream (other SSRC, lower sequence number) for late packets, for ever.
    jitter_buffer_delay: '0-0',
    rtp_ports: `${ports.media}-${ports.media + 19}`,
    call_max_calls: 10,
    module_path: moduleFolder,
    ctrl_tcp_listen: `127.0.0.1:${ports.control}`,
    menu_bell: 'no',
    ringback_disabled: 'yes',
    statmode_default: 'off',
  };
  const modules = ['opus', 'g722', 'g711', 'aubridge', 'ausine', 'aurec', 'srtp', ...(dtls ? ['dtls_srtp'] : [])];
  const rows = Object.entries(lines).map(([key, value]) => `${key} ${value}`);
  rows.push(...modules.map((name) => `module ${name}.so`), 'module_tmp uuid.so', 'module_tmp account.so');
  rows.push(...['contact', 'menu', 'ctrl_tcp', 'debug_cmd'].map((name) => `module_app ${name}.so`));
  return `${rows.join('\n')}\n`;
}

export class Baresip implements Desk {
  readonly events: BaresipEvent[] = [];
  #buffer = Buffer.alloc(0);
  #waiting: Array<() => void> = [];
  #answers = new Map<string, (answer: { ok: boolean; data: string }) => void>();
  #token = 0;
  #seen = 0;

  private constructor(
    readonly child: Child,
    readonly account: SipAccount,
    private readonly control: Socket,
    private readonly folder: string,
  ) {
    control.on('data', (chunk) => this.#receive(chunk)).on('error', () => {});
    void child.exited.then(() => this.#wake());
  }

  /** Starts and registers. */
  static async start(account: SipAccount, options: BaresipOptions = {}): Promise<Baresip> {
    const phone = await Baresip.startUnregistered(account, options);
    const { type, param } = await phone.event('REGISTER_OK', 'REGISTER_FAIL');
    if (type === 'REGISTER_OK') return phone;
    await phone.kill();
    throw new Error(`${phone.child.name} was not registered: ${param}`);
  }

  static async startUnregistered(account: SipAccount, options: BaresipOptions = {}): Promise<Baresip> {
    const folder = mkdtempSync(join(workFolder('phones'), `baresip-${userOf(account)}-`));
    mkdirSync(join(folder, 'rec'));
    const address = options.address ?? '127.0.0.1';
    const ports = { sip: await freePorts(2), control: await freePorts(), media: await freePorts(20) };
    writeFileSync(join(folder, 'config'), config(folder, address, ports, options.hz ?? 440, options.mediaEncryption === 'dtls_srtp'));
    writeFileSync(join(folder, 'accounts'), '');
    writeFileSync(join(folder, 'contacts'), '');
    const child = new Child(`baresip ${userOf(account)}`, 'baresip', ['-f', folder], { logFile: join(folder, 'log') });
    await child.saw(/baresip is ready/);
    const control = await new Promise<Socket>((resolve, reject) => {
      const socket = connect(ports.control, '127.0.0.1', () => resolve(socket));
      socket.once('error', reject);
    });
    const phone = new Baresip(child, account, control, folder);
    const answer = await phone.command('uanew', accountLine(account, options));
    if (!answer.ok) throw new Error(`baresip refused the account: ${answer.data}`);
    return phone;
  }

  #receive(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const colon = this.#buffer.indexOf(':');
      if (colon < 0) return;
      const size = Number(this.#buffer.subarray(0, colon).toString());
      if (this.#buffer.length < colon + 1 + size + 1) return;
      const message = JSON.parse(this.#buffer.subarray(colon + 1, colon + 1 + size).toString());
      this.#buffer = this.#buffer.subarray(colon + 1 + size + 1);
      if (message.event) {
        this.events.push(message);
        this.#wake();
      } else {
        this.#answers.get(message.token)?.(message);
        this.#answers.delete(message.token);
      }
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  command(command: string, params = ''): Promise<{ ok: boolean; data: string }> {
    const token = String(++this.#token);
    const text = JSON.stringify({ command, params, token });
    return new Promise((resolve) => {
      this.#answers.set(token, resolve);
      this.control.write(`${Buffer.byteLength(text)}:${text},`);
    });
  }

  /** The next event of one of these types, after those already asked for. */
  async event(...types: string[]): Promise<BaresipEvent> {
    for (;;) {
      const at = this.events.findIndex((event, i) => i >= this.#seen && types.includes(event.type));
      if (at >= 0) {
        this.#seen = at + 1;
        return this.events[at] as BaresipEvent;
      }
      if (this.child.ended) throw new Error(`${this.child.name} ended before ${types.join(' or ')}:\n${this.child.output.slice(-2000)}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** "12" or "sip:someone@elsewhere". */
  dial(target: string): Promise<{ ok: boolean; data: string }> {
    return this.command('dial', target.includes(':') ? target : `sip:${target}@${domainOf(this.account)}`);
  }
  accept(): Promise<unknown> {
    return this.command('accept');
  }
  hangUp(): Promise<unknown> {
    return this.command('hangup');
  }
  refuse(): Promise<unknown> {
    return this.command('hangup');
  }
  rings(): Promise<unknown> {
    return this.event('CALL_RINGING');
  }
  incoming(): Promise<unknown> {
    return this.event('CALL_INCOMING');
  }
  established(): Promise<unknown> {
    return this.event('CALL_ESTABLISHED');
  }
  async ended(): Promise<string> {
    return (await this.event('CALL_CLOSED')).param ?? '';
  }
  hold(): Promise<unknown> {
    return this.command('hold');
  }
  resume(): Promise<unknown> {
    return this.command('resume');
  }
  sendDigit(digit: string): Promise<unknown> {
    return this.command('sndcode', digit);
  }
  /** Calls it knows of. */
  async callCount(): Promise<number> {
    const { data } = await this.command('listcalls');
    return Number(/\((\d+)\)/.exec(data)?.[1] ?? 0);
  }

  /** Recordings, oldest first. */
  #recordings(): string[] {
    const folder = join(this.folder, 'rec');
    return readdirSync(folder).sort().map((name) => join(folder, name));
  }

  /** The tone heard in the last half second: 0 = silence, NaN = nothing steady. */
  heardHz(): number {
    const newest = this.#recordings().at(-1);
    if (newest === undefined) return Number.NaN;
    const recording = readWav(newest);
    return steadyTone(tonesOf(recording, Math.max(0, recording.samples.length / recording.rate - 0.6)));
  }

  /** Loudness of the last half second. */
  heardRms(): number {
    const newest = this.#recordings().at(-1);
    if (newest === undefined) return 0;
    const { rate, samples } = readWav(newest);
    return rms(samples.subarray(Math.max(0, samples.length - rate / 2)));
  }

  async stop(): Promise<void> {
    if (this.child.ended) return;
    await Promise.race([this.command('hangup'), this.child.exited]);
    // With a call up, quit waits for the other side's answers.
    void this.command('quit');
    await Promise.race([this.child.exited, new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
    this.control.destroy();
    if (!this.child.ended) this.child.process.kill('SIGKILL');
    await this.child.exited;
  }

  /** The phone is gone without a word, as when its cable is pulled. */
  async kill(): Promise<void> {
    this.child.process.kill('SIGKILL');
    await this.child.exited;
  }
}

function accountLine(account: SipAccount, options: BaresipOptions): string {
  const transport = options.transport ?? 'udp';
  const server = `sip:${bracketed(account.host)}:${account.ports[transport]};transport=${transport}`;
  const parts = [
    `"${account.displayName ?? userOf(account)}" <${account.uri};transport=${transport}>`,
    `outbound="${server}"`,
    `auth_user=${account.authUser}`,
    `auth_pass=${account.secret}`,
    `regint=${options.registerFor ?? 60}`,
    `answermode=${options.answer ?? 'manual'}`,
  ];
  if (options.codecs !== undefined) parts.push(`audio_codecs=${options.codecs}`);
  if (options.mediaEncryption !== undefined) parts.push(`mediaenc=${options.mediaEncryption}`);
  return parts.join(';');
}
