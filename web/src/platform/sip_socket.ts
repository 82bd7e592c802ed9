// The WebSocket of the browser's telephone, as JsSIP wants a transport (RFC 7118). Besides JsSIP's own it knows when something last
// came and can be given up, so that a connection that died without a word is replaced at once.
import type { Socket } from 'jssip/lib/Socket';

/** A connection that does not open: browsers themselves wait for minutes. */
const kOpenMs = 8_000;

export class SipSocket implements Socket {
  readonly url: string;
  readonly sip_uri: string;
  readonly via_transport: string;
  lastReceivedAt = 0;
  #socket: WebSocket | undefined;
  #late: ReturnType<typeof setTimeout> | undefined;

  constructor(url: URL) {
    this.url = url.href;
    this.sip_uri = `sip:${url.host};transport=ws`;
    this.via_transport = url.protocol === 'ws:' ? 'WS' : 'WSS';
  }

  // JsSIP replaces these three.
  onconnect(): void {}
  ondisconnect(_error: boolean, _code?: number, _reason?: string): void {}
  ondata<T>(_data: T): void {}

  connect(): void {
    this.#close();
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.url, 'sip');
    } catch {
      queueMicrotask(() => this.ondisconnect(true));
      return;
    }
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    this.#late = setTimeout(() => this.drop(), kOpenMs);
    socket.onopen = () => {
      clearTimeout(this.#late);
      this.onconnect();
    };
    socket.onclose = (event) => {
      clearTimeout(this.#late);
      this.#socket = undefined;
      this.ondisconnect(!event.wasClean, event.code, event.reason);
    };
    socket.onmessage = (event) => {
      this.lastReceivedAt = Date.now();
      this.ondata(event.data);
    };
  }

  disconnect(): void {
    this.#close();
  }

  send(message: string | ArrayBufferLike | Blob | ArrayBufferView): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(message as string);
    return true;
  }

  isConnected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  isConnecting(): boolean {
    return this.#socket?.readyState === WebSocket.CONNECTING;
  }

  /** The other side is silent: as if the connection had been closed, so JsSIP makes a new one. */
  drop(): void {
    if (this.#socket === undefined) return;
    this.#close();
    this.ondisconnect(true);
  }

  #close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    clearTimeout(this.#late);
    if (socket === undefined) return;
    socket.onopen = null;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
  }
}
