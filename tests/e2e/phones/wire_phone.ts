// A SIP device made of text, over WebSocket: for what no real phone can be made to do at a moment of the test's choosing, such as losing its
// connection and coming back by another. It has no sound. It answers by itself whatever it is asked in a call that it knows.
import { createHash, randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { type SipAccount, bracketed, domainOf, userOf } from './account.ts';

interface Message {
  startLine: string;
  method: string;
  status: number;
  text: string;
  body: string;
  /** Which of its connections it came by, beginning with 1. */
  flow: number;
}

interface Dialog {
  callId: string;
  local: string;
  remote: string;
  target: string;
  cseq: number;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const token = (): string => randomBytes(8).toString('hex');

export function headerOf(text: string, name: string): string {
  return new RegExp(`^${name}\\s*:\\s*(.*?)\\s*$`, 'im').exec(text)?.[1] ?? '';
}

/** The answer to a challenge, as a row. */
export function credentials({ authUser, secret }: SipAccount, challenge: string, method: string, uri: string): string {
  const part = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const [realm, nonce, cnonce] = [part('realm'), part('nonce'), token()];
  const response = md5(`${md5(`${authUser}:${realm}:${secret}`)}:${nonce}:00000001:${cnonce}:auth:${md5(`${method}:${uri}`)}`);
  return `Authorization: Digest username="${authUser}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="${cnonce}"`;
}

export class WirePhone {
  readonly received: Message[] = [];
  #socket: WebSocket | undefined;
  #flow = 0;
  #cseq = 0;
  #dialog: Dialog | undefined;
  #sdp = '';
  #waiting: Array<() => void> = [];
  readonly #registrationId = token();
  readonly #contact: string;

  constructor(
    readonly account: SipAccount,
    private readonly url: string,
  ) {
    this.#contact = `<sip:${userOf(account)}@wire.invalid;transport=ws>`;
  }

  async connect(): Promise<void> {
    const socket = new WebSocket(`${this.url.replace(/^http/, 'ws')}/sip`, 'sip', { rejectUnauthorized: false, origin: this.url });
    socket.on('error', () => {});
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('close', () => reject(new Error('no WebSocket for SIP')));
    });
    const flow = ++this.#flow;
    socket.on('message', (data) => this.#receive(String(data), flow));
    socket.on('close', () => this.#wake());
    this.#socket = socket;
  }

  /** Without a word, as when the network goes. */
  drop(): void {
    this.#socket?.terminate();
  }

  /** As a phone that was started anew. */
  forgetCalls(): void {
    this.#dialog = undefined;
  }

  async register(): Promise<void> {
    let answer = await this.#ask('REGISTER', `sip:${domainOf(this.account)}`, this.#registration());
    if (answer.status === 401) {
      const challenge = headerOf(answer.text, 'WWW-Authenticate');
      answer = await this.#ask('REGISTER', `sip:${domainOf(this.account)}`, [...this.#registration(), credentials(this.account, challenge, 'REGISTER', `sip:${domainOf(this.account)}`)]);
    }
    if (answer.status !== 200) throw new Error(`REGISTER was answered: ${answer.startLine}`);
  }

  #registration(): string[] {
    const self = `<${this.account.uri}>`;
    return [`From: ${self};tag=${this.#registrationId}`, `To: ${self}`, `Call-ID: ${this.#registrationId}`, `Contact: ${this.#contact}`, 'Expires: 600'];
  }

  /** Sends a request in the call; the final answer. */
  request(method: string, sdp = ''): Promise<Message> {
    const dialog = this.#dialog;
    if (dialog === undefined) throw new Error('there is no call');
    return this.#ask(method, dialog.target, [`From: ${dialog.local}`, `To: ${dialog.remote}`, `Call-ID: ${dialog.callId}`, `Contact: ${this.#contact}`], sdp);
  }

  /** A re-INVITE with its own SDP in this direction; the answer is acknowledged. */
  async reinvite(direction: 'sendrecv' | 'sendonly'): Promise<Message> {
    const answer = await this.request('INVITE', this.#sdp.replace(/a=(sendrecv|sendonly)/, `a=${direction}`));
    const dialog = this.#dialog as Dialog;
    this.#send('ACK', dialog.target, [`From: ${dialog.local}`, `To: ${dialog.remote}`, `Call-ID: ${dialog.callId}`], this.#cseq);
    return answer;
  }

  async #ask(method: string, uri: string, rows: string[], sdp = ''): Promise<Message> {
    const branch = this.#send(method, uri, rows, ++this.#cseq, sdp);
    return this.saw((message) => message.status >= 200 && headerOf(message.text, 'Via').includes(branch));
  }

  #send(method: string, uri: string, rows: string[], cseq: number, sdp = ''): string {
    const branch = `z9hG4bK${token()}`;
    const head = [`${method} ${uri} SIP/2.0`, `Via: SIP/2.0/WSS wire.invalid;branch=${branch}`, 'Max-Forwards: 70', ...rows, `CSeq: ${cseq} ${method}`];
    this.#write(head, sdp);
    return branch;
  }

  #write(head: string[], sdp: string): void {
    const type = sdp === '' ? [] : ['Content-Type: application/sdp'];
    this.#socket?.send([...head, ...type, `Content-Length: ${Buffer.byteLength(sdp)}`, '', sdp].join('\r\n'));
  }

  #receive(text: string, flow: number): void {
    const startLine = text.split('\r\n', 1)[0] ?? '';
    const [first = '', second = ''] = startLine.split(' ');
    const isResponse = first === 'SIP/2.0';
    const body = text.slice(text.indexOf('\r\n\r\n') + 4);
    const message = { startLine, method: isResponse ? '' : first, status: isResponse ? Number(second) : 0, text, body, flow };
    this.received.push(message);
    if (!isResponse) this.#answer(message);
    this.#wake();
  }

  #answer({ method, text, body }: Message): void {
    if (method === 'ACK') return;
    const known = this.#dialog !== undefined && headerOf(text, 'Call-ID') === this.#dialog.callId;
    const begins = method === 'INVITE' && !headerOf(text, 'To').includes(';tag=');
    if (begins) this.#begin(text, body);
    const to = begins ? (this.#dialog as Dialog).local : headerOf(text, 'To');
    const vias = text.split('\r\n').filter((row) => /^Via\s*:/i.test(row));
    const rows = [...vias, `From: ${headerOf(text, 'From')}`, `To: ${to}`, `Call-ID: ${headerOf(text, 'Call-ID')}`, `CSeq: ${headerOf(text, 'CSeq')}`];
    if (!begins && !known) return this.#write(['SIP/2.0 481 Call Does Not Exist', ...rows], '');
    this.#write(['SIP/2.0 200 OK', ...rows, `Contact: ${this.#contact}`, 'Allow: INVITE, ACK, BYE, CANCEL, UPDATE'], method === 'INVITE' ? this.#sdp : '');
    if (method === 'BYE') this.#dialog = undefined;
  }

  #begin(text: string, offer: string): void {
    const contact = /<([^>]+)>/.exec(headerOf(text, 'Contact'))?.[1] ?? '';
    this.#dialog = { callId: headerOf(text, 'Call-ID'), local: `${headerOf(text, 'To')};tag=${token()}`, remote: headerOf(text, 'From'), target: contact, cseq: 0 };
    const host = bracketed(this.account.host);
    this.#sdp = [
      'v=0', `o=- 1 1 IN IP4 ${host}`, 's=-', `c=IN IP4 ${host}`, 't=0 0', 'm=audio 39990 UDP/TLS/RTP/SAVPF 8', 'a=rtpmap:8 PCMA/8000', 'a=ice-ufrag:wire', `a=ice-pwd:${'wire'.repeat(6)}`,
      `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`, 'a=setup:active', `a=mid:${/^a=mid:(.*?)\r?$/m.exec(offer)?.[1] ?? '0'}`, 'a=rtcp-mux', 'a=sendrecv', '',
    ].join('\r\n');
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** The first message, after the `after` already here, that is as asked. */
  async saw(wanted: (message: Message) => boolean, after = 0): Promise<Message> {
    for (;;) {
      const found = this.received.slice(after).find(wanted);
      if (found !== undefined) return found;
      if (this.#socket?.readyState === WebSocket.CLOSED) throw new Error(`the connection was closed; the last that came: ${this.received.at(-1)?.text}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}
