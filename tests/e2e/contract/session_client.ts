// A session without a browser: signs in over HTTP, opens /session, keeps the snapshot up to date from events. Tests use it to drive phones and
// to see what a second client of the same person sees.
import { request } from 'node:https';
import { WebSocket } from 'ws';
import type { Conversation, Conversations } from './conversation.ts';

export interface OwnCall {
  id: string;
  direction: 'in' | 'out';
  state: string;
  peer: { name: string; number: string; personId?: string };
  deviceIds: string[];
  heldByMe: boolean;
  heldByPeer: boolean;
  muted: boolean;
  actions: string[];
  answerOn: string[];
  codec?: string;
}
export interface OwnDevice {
  id: string;
  kind: 'phone' | 'softphone';
  name: string;
  authUser: string;
  registered: boolean;
  transport?: string;
  address?: string;
  userAgent?: string;
}
export interface Person {
  id: string;
  name: string;
  shortName: string;
  number: string;
  state: { lamp: string; peer?: { name: string; number: string } };
}
export interface State {
  me: { personId: string; signInId: string };
  people: Person[];
  calls: OwnCall[];
  devices: OwnDevice[];
  system: { name: string; sip: { host: string; udpPort: number; tcpPort: number; tlsPort: number } };
}
export interface SessionEvent {
  seq: number;
  type: string;
  data: Record<string, any>;
}
export class Refusal extends Error {
  constructor(readonly code: string) {
    super(`refused: ${code}`);
  }
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: any;
}

/** The certificate is of the office's own authority: not checked here, checked in its own test. */
export function post(url: string, body: unknown): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', rejectUnauthorized: false, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } }, (response) => {
      let answer = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        answer += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer.startsWith('{') ? JSON.parse(answer) : answer }));
    });
    sent.once('error', reject);
    sent.end(text);
  });
}

export class SessionClient {
  state!: State;
  session = '';
  epoch = '';
  seq = 0;
  readonly events: SessionEvent[] = [];
  readonly ended: SessionEvent[] = [];
  #id = 0;
  #answers = new Map<number, { resolve: (result: any) => void; reject: (error: Error) => void }>();
  #waiting: Array<() => void> = [];
  #closed: number | undefined;

  private constructor(
    readonly socket: WebSocket,
    readonly token: string,
    private readonly conversation: Conversation,
  ) {
    socket.on('message', (data) => this.#receive(String(data)));
    socket.on('error', () => {});
    socket.once('close', (code) => {
      this.#closed = code;
      for (const { reject } of this.#answers.values()) reject(new Error(`closed with ${code}`));
      this.#wake();
    });
  }

  static async signIn(url: string, name: string, password: string, conversations: Conversations): Promise<SessionClient> {
    const answer = await post(`${url}/api/v1/login`, { name, password });
    if (answer.status !== 200) throw new Refusal(answer.body.code ?? String(answer.status));
    return SessionClient.open(url, answer.body.token, conversations, name);
  }

  static async open(
    url: string,
    token: string,
    conversations: Conversations,
    name: string,
    resume?: { session: string; epoch: string; seq: number; state?: State },
  ): Promise<SessionClient> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/session`, { rejectUnauthorized: false, origin: url });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    const client = new SessionClient(socket, token, conversations.begin(`client of ${name}`));
    const { state, ...wanted } = resume ?? {};
    // What was missed may come in one piece with the answer, and is taken before the answer is looked at.
    if (state !== undefined) client.state = state;
    const result = await client.call('session.open', resume === undefined ? { token } : { token, resume: wanted });
    client.session = result.session;
    client.epoch = result.epoch;
    client.resumed = result.resumed;
    return client;
  }
  resumed = false;

  get closedWith(): number | undefined {
    return this.#closed;
  }

  #receive(text: string): void {
    this.conversation.take('to_client', text);
    const message = JSON.parse(text);
    if (message.method === 'event') {
      this.seq = message.params.seq;
      this.events.push(message.params);
      this.#apply(message.params);
    } else {
      const waiting = this.#answers.get(message.id);
      this.#answers.delete(message.id);
      // The snapshot is taken before the next message is looked at.
      if (message.result?.snapshot !== undefined) this.state = message.result.snapshot;
      if (message.result?.seq !== undefined) this.seq = message.result.seq;
      if (message.error !== undefined) waiting?.reject(new Refusal(message.error.data.code));
      else waiting?.resolve(message.result);
    }
    this.#wake();
  }

  #apply({ type, data }: SessionEvent): void {
    const put = <T extends { id: string }>(list: T[], item: T): void => {
      const at = list.findIndex((entry) => entry.id === item.id);
      if (at < 0) list.push(item);
      else list[at] = item;
    };
    const drop = <T extends { id: string }>(list: T[], id: string): void => {
      const at = list.findIndex((entry) => entry.id === id);
      if (at >= 0) list.splice(at, 1);
    };
    if (this.state === undefined) return;
    if (type === 'call.changed') put(this.state.calls, data['call']);
    else if (type === 'call.ended') drop(this.state.calls, data['callId']);
    else if (type === 'device.changed') put(this.state.devices, data['device']);
    else if (type === 'device.gone') drop(this.state.devices, data['deviceId']);
    else if (type === 'person.changed') put(this.state.people, data['person']);
    else if (type === 'person.state') {
      const person = this.state.people.find((entry) => entry.id === data['personId']);
      if (person !== undefined) person.state = data['state'];
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  call(method: string, params: object = {}): Promise<any> {
    const id = ++this.#id;
    const text = JSON.stringify({ jsonrpc: '2.0', id, method, params });
    this.conversation.take('to_server', text);
    return new Promise((resolve, reject) => {
      this.#answers.set(id, { resolve, reject });
      this.socket.send(text);
    });
  }

  /** Resolves once `look` finds something in the state. Looked at after every message. */
  async until<T>(look: (state: State, client: SessionClient) => T | undefined | null | false): Promise<T> {
    for (;;) {
      const found = this.state === undefined ? undefined : look(this.state, this);
      if (found !== undefined && found !== null && found !== false) return found;
      if (this.#closed !== undefined) throw new Error(`the session was closed with ${this.#closed}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** The next event of the type, beginning after the `after` events already here. */
  event(type: string, after = 0): Promise<SessionEvent> {
    return this.until(() => this.events.slice(after).find((event) => event.type === type));
  }

  async closed(): Promise<number> {
    while (this.#closed === undefined) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.#closed;
  }

  person(shortName: string): Person {
    const found = this.state.people.find((entry) => entry.shortName === shortName);
    if (found === undefined) throw new Error(`${shortName} is not in the snapshot`);
    return found;
  }
  phone(): OwnDevice {
    const found = this.state.devices.find((device) => device.kind === 'phone');
    if (found === undefined) throw new Error('no phone among the devices');
    return found;
  }

  /** Without a word, as when the network goes. */
  drop(): void {
    this.socket.terminate();
  }
  async close(): Promise<void> {
    if (this.#closed !== undefined) return;
    this.socket.close();
    await this.closed();
  }
}
