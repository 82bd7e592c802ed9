// A connection to the office as bytes, over TCP, TLS or WSS: for what no phone lets a test decide, such as where a message is cut.
import { randomBytes } from 'node:crypto';
import { request } from 'node:https';
import { type Socket, connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Office } from '../support/office.ts';

export type WireKind = 'TCP' | 'TLS' | 'WSS';

export class SipWire {
  #received = '';
  #closed = false;
  #waiting: Array<() => void> = [];

  private constructor(
    readonly kind: WireKind,
    readonly socket: Socket,
  ) {
    socket.on('data', (bytes) => {
      this.#received += bytes.toString('latin1');
      this.#wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
    socket.setNoDelay(true);
  }

  static async open(office: Office, kind: WireKind): Promise<SipWire> {
    const { host, ports } = office;
    if (kind === 'WSS') return new SipWire(kind, await upgrade(office));
    return new Promise((resolve, reject) => {
      const opened = (): void => resolve(new SipWire(kind, socket));
      const socket = kind === 'TCP' ? connect(ports.sip, host, opened) : connectTls({ host, port: ports.sips, rejectUnauthorized: false }, opened);
      socket.once('error', reject);
    });
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Bytes as they go over the wire for this text. */
  framed(text: string): Buffer {
    return this.kind === 'WSS' ? frame(0x81, Buffer.from(text)) : Buffer.from(text);
  }
  /** As two WebSocket frames of one message (RFC 6455 5.4). */
  fragmented(text: string, at: number): Buffer {
    return Buffer.concat([frame(0x01, Buffer.from(text.slice(0, at))), frame(0x80, Buffer.from(text.slice(at)))]);
  }

  write(bytes: Buffer | string): Promise<void> {
    return new Promise((resolve) => this.socket.write(bytes, () => setImmediate(resolve)));
  }

  /** Waits until this has come. */
  async saw(text: string): Promise<void> {
    while (!this.#received.includes(text)) {
      if (this.#closed) throw new Error(`the ${this.kind} connection was closed before: ${text}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#received = this.#received.slice(this.#received.indexOf(text) + text.length);
  }

  /** Asks, cut as `cut` says, and waits for the answer. */
  async ask(cut: (bytes: Buffer, text: string) => Buffer[] = (bytes) => [bytes]): Promise<void> {
    const branch = `z9hG4bK${randomBytes(8).toString('hex')}`;
    const text = options(branch, this.kind);
    for (const part of cut(this.framed(text), text)) await this.write(part);
    await this.saw(`branch=${branch}`);
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  close(): void {
    this.socket.destroy();
  }
}

function options(branch: string, kind: WireKind): string {
  return [
    'OPTIONS sip:pbx.invalid SIP/2.0', `Via: SIP/2.0/${kind} wire.invalid;branch=${branch}`, 'Max-Forwards: 70', 'From: <sip:wire@pbx.invalid>;tag=1', 'To: <sip:pbx.invalid>',
    `Call-ID: ${branch}`, 'CSeq: 1 OPTIONS', 'Content-Length: 0', '', '',
  ].join('\r\n');
}

function frame(first: number, payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const long = payload.length > 125;
  const head = long ? Buffer.from([first, 0x80 | 126, payload.length >> 8, payload.length & 255]) : Buffer.from([first, 0x80 | payload.length]);
  return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))]);
}

function upgrade(office: Office): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': randomBytes(16).toString('base64'), 'Sec-WebSocket-Protocol': 'sip', Origin: office.url };
    const asked = request(`${office.url}/sip`, { rejectUnauthorized: false, agent: false, headers });
    asked.once('upgrade', (_response, socket) => resolve(socket));
    asked.once('response', ({ statusCode }) => reject(new Error(`no WebSocket: ${statusCode}`)));
    asked.once('error', reject);
    asked.end();
  });
}
