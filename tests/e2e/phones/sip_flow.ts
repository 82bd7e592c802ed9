// One way to the server for bytes of a test's choosing, and what comes back over it: a UDP socket, a TCP or TLS connection, a WebSocket.
import { type Socket as UdpSocket, createSocket } from 'node:dgram';
import { type Socket, connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import type { Office } from '../support/office.ts';
import { type SipAccount, domainOf, userOf } from './account.ts';
import { credentials, headerOf } from './wire_phone.ts';

export type FlowTransport = 'udp' | 'tcp' | 'tls' | 'wss';

interface Pipe {
  send(data: Buffer): void;
  /** Nothing more is sent; what is under way still comes. */
  finish(): void;
  close(): void;
}
interface Ears {
  hear(data: Buffer): void;
  ended(): void;
}

function openUdp(office: Office, ears: Ears): Promise<Pipe> {
  const socket: UdpSocket = createSocket(office.host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (data) => ears.hear(data)).on('error', () => {});
  const pipe = { send: (data: Buffer): void => socket.send(data), finish: (): void => {}, close: (): void => void socket.close() };
  return new Promise((resolve) => socket.connect(office.ports.sip, office.host, () => resolve(pipe)));
}

function openStream(office: Office, ears: Ears, tls: boolean): Promise<Pipe> {
  return new Promise((resolve) => {
    const opened = (): void => resolve({ send: (data) => void socket.write(data), finish: () => void socket.end(), close: () => void socket.destroy() });
    const socket: Socket = tls
      ? connectTls({ host: office.host, port: office.ports.sips, rejectUnauthorized: false }, opened)
      : connect({ host: office.host, port: office.ports.sip }, opened);
    socket.on('data', (data) => ears.hear(data)).on('error', () => {});
    socket.once('end', () => ears.ended()).once('close', () => ears.ended());
  });
}

function openWebSocket(office: Office, ears: Ears): Promise<Pipe> {
  const socket = new WebSocket(`wss://${office.host}:${office.ports.web}/sip`, 'sip', { rejectUnauthorized: false, origin: office.url });
  socket.on('message', (data) => ears.hear(Buffer.from(data as Buffer))).on('error', () => {});
  socket.once('close', () => ears.ended());
  const pipe = { send: (data: Buffer): void => socket.send(data), finish: (): void => socket.close(), close: (): void => socket.terminate() };
  return new Promise((resolve) => socket.once('open', () => resolve(pipe)));
}

/** The first whole message of a stream, pongs before it left out; undefined while it is not whole. */
function cutMessage(stream: string): { message: string; rest: string } | undefined {
  const begin = /[^\r\n]/.exec(stream)?.index ?? stream.length;
  const head = stream.indexOf('\r\n\r\n', begin);
  if (head < 0) return undefined;
  const end = head + 4 + Number(headerOf(stream.slice(begin, head + 2), '(?:Content-Length|l)') || 0);
  return stream.length < end ? undefined : { message: stream.slice(begin, end), rest: stream.slice(end) };
}

let asked = 0;

export class SipFlow {
  /** Whole messages, in order. */
  readonly received: string[] = [];
  ended = false;
  #stream = '';
  #pipe: Pipe | undefined;
  #waiting: Array<() => void> = [];

  private constructor(
    readonly office: Office,
    readonly transport: FlowTransport,
  ) {}

  static async open(office: Office, transport: FlowTransport): Promise<SipFlow> {
    const flow = new SipFlow(office, transport);
    const ears = {
      hear: (data: Buffer): void => flow.#hear(data.toString('latin1')),
      ended: (): void => {
        flow.ended = true;
        flow.#wake();
      },
    };
    flow.#pipe = await (transport === 'udp' ? openUdp(office, ears) : transport === 'wss' ? openWebSocket(office, ears) : openStream(office, ears, transport === 'tls'));
    return flow;
  }

  send(data: string | Buffer): void {
    this.#pipe?.send(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
  }
  finish(): void {
    this.#pipe?.finish();
  }
  close(): void {
    this.#pipe?.close();
  }

  #hear(text: string): void {
    if (this.transport === 'udp' || this.transport === 'wss') {
      this.received.push(text);
    } else {
      this.#stream += text;
      for (let cut = cutMessage(this.#stream); cut !== undefined; cut = cutMessage(this.#stream)) {
        this.received.push(cut.message);
        this.#stream = cut.rest;
      }
    }
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** The first message that is as wanted; undefined when the server ends the connection before. */
  async saw(wanted: (message: string) => boolean): Promise<string | undefined> {
    for (;;) {
      const found = this.received.find(wanted);
      if (found !== undefined || this.ended) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
  async closed(): Promise<void> {
    while (!this.ended) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Statuses of the final responses so far, without those that `own` knows. */
  finals(own: (message: string) => boolean = () => false): number[] {
    return this.received.flatMap((message) => {
      const status = Number(/^SIP\/2\.0 (\d{3})/.exec(message)?.[1] ?? 0);
      return status >= 200 && !own(message) ? [status] : [];
    });
  }

  /** A request of that account, challenged or not; its final answer, or undefined when the connection ended. */
  async ask(account: SipAccount, method: string, uri: string, given: { rows?: string[]; body?: string; callIds?: Set<string> } = {}): Promise<string | undefined> {
    const callId = `${method.toLowerCase()}-${++asked}`;
    given.callIds?.add(callId);
    let rows = given.rows ?? [];
    for (let cseq = 1; ; ++cseq) {
      const branch = `z9hG4bK${callId}.${cseq}`;
      const to = method === 'REGISTER' ? account.uri : uri;
      const head = (name: string, toTag: string, more: string[]): string[] => [
        `${name} ${uri} SIP/2.0`, `Via: SIP/2.0/${this.transport.toUpperCase()} flow.invalid;branch=${branch};rport`, 'Max-Forwards: 70', `From: <${account.uri}>;tag=${callId}`, `To: <${to}>${toTag}`,
        `Call-ID: ${callId}`, `CSeq: ${cseq} ${name}`, ...more,
      ];
      const body = given.body ?? '';
      const type = body === '' ? [] : ['Content-Type: application/sdp'];
      this.send([...head(method, '', rows), ...type, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
      const answer = await this.saw((message) => headerOf(message, 'Via').includes(branch) && /^SIP\/2\.0 [2-6]/.test(message));
      if (answer === undefined) return undefined;
      const tag = /;tag=[^;\s]+/.exec(headerOf(answer, 'To'))?.[0] ?? '';
      if (method === 'INVITE') this.send([...head('ACK', tag, []), 'Content-Length: 0', '', ''].join('\r\n'));
      const challenge = answer.split('\r\n').find((row) => /^(WWW|Proxy)-Authenticate:.*algorithm=MD5\b/i.test(row));
      if (challenge === undefined || cseq === 2) return answer;
      const row = credentials(account, challenge, method, uri);
      rows = [...rows, challenge.startsWith('Proxy') ? `Proxy-${row}` : row];
    }
  }

  /** A phone of that account registers over this flow: all that came before has been served then. False when the connection ended. */
  async register(account: SipAccount, callIds = new Set<string>()): Promise<boolean> {
    const contact = `<sip:${userOf(account)}@flow.invalid>`;
    const answer = await this.ask(account, 'REGISTER', `sip:${domainOf(account)}`, { rows: [`Contact: ${contact}`, 'Expires: 600'], callIds });
    if (answer !== undefined && !answer.startsWith('SIP/2.0 200')) throw new Error(`REGISTER was answered: ${answer}`);
    return answer !== undefined;
  }
}
