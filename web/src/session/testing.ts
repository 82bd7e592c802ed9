// For tests: the other end of the session in memory, with a clock that is moved by hand. Every message in both directions is
// checked against api/session.yaml, so a test cannot agree with itself about a contract that does not exist.
import Ajv, { type ValidateFunction } from 'ajv';
import { combinedSchema, readContract } from '../../tools/contract.mjs';
import type { EventName, Events, Results, Snapshot } from './api.gen';
import { type ClientParts, SessionClient, type Socket } from './client';
import { createObservable } from './observable';
import { signedOutState } from './store';

const contract = readContract();
const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addSchema({ ...combinedSchema(contract), $id: 'contract' });
const validators = new Map<string, ValidateFunction>();

function validator(schema: object): ValidateFunction {
  const text = JSON.stringify(schema).replaceAll('"#/definitions/', '"contract#/definitions/');
  const known = validators.get(text) ?? ajv.compile(JSON.parse(text));
  validators.set(text, known);
  return known;
}

export function check(schema: object | undefined, value: unknown, what: string): void {
  if (schema === undefined) throw new Error(`${what} is not in the contract`);
  const validate = validator(schema);
  if (!validate(value)) throw new Error(`${what}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`);
}

export interface Request {
  id: string;
  method: string;
  // biome-ignore lint/suspicious/noExplicitAny: the contract has been checked; tests look into it freely
  params: any;
}

/** One connection as the server sees it. */
export class FakeSocket implements Socket {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  readonly received: Request[] = [];
  closed = false;

  send(text: string): void {
    if (this.closed) throw new Error('sent on a closed socket');
    const message = JSON.parse(text);
    check(contract.envelopes.Request, message, 'request');
    check(contract.methods[message.method]?.params, message.params, message.method);
    this.received.push(message);
  }

  close(): void {
    this.closed = true;
  }

  accept(): void {
    this.onopen?.(new Event('open'));
  }

  break(): void {
    this.closed = true;
    this.onclose?.(new CloseEvent('close'));
  }

  deliver(message: unknown): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(message) }));
  }

  answer(request: Request | undefined, result: object): void {
    if (request === undefined) throw new Error('no such request');
    const message = { jsonrpc: '2.0', id: request.id, result };
    check(contract.envelopes.Response, message, 'response');
    check(contract.methods[request.method]?.result, result, `result of ${request.method}`);
    this.deliver(message);
  }

  refuse(request: Request | undefined, code: string, field?: string): void {
    if (request === undefined) throw new Error('no such request');
    const data = field === undefined ? { code } : { code, field };
    const message = { jsonrpc: '2.0', id: request.id, error: { code: -32000, message: code, data } };
    check({ $ref: '#/definitions/RpcError' }, message.error, 'error');
    this.deliver(message);
  }

  event<E extends EventName>(seq: number, type: E, data: Events[E]): void {
    const message = { jsonrpc: '2.0', method: 'event', params: { seq, type, data } };
    check(contract.envelopes.EventMessage, message, 'event');
    check(contract.events[type]?.data, data, type);
    this.deliver(message);
  }
}

export const kSnapshot: Snapshot = {
  serverTime: 1_000_000,
  me: { personId: 'p1', signInId: 's1', mayChangePassword: true, administrator: false },
  people: [
    { id: 'p1', kind: 'person', name: 'Anna Berg', shortName: 'anna', number: '21', state: { lamp: 'free' } },
    { id: 'p2', kind: 'person', name: 'Mei Tanaka', shortName: 'mei', number: '22', state: { lamp: 'free' } },
  ],
  groups: [{ id: 'g1', name: 'Structures', memberIds: ['p1', 'p2'] }],
  calls: [],
  devices: [{ id: 'd1', kind: 'phone', name: 'Desk phone', authUser: 'anna-1', registered: true }],
  signIns: [{ id: 's1', userAgent: 'test', address: '127.0.0.1', createdAt: 1, seenAt: 1, connected: true }],
  system: {
    name: 'tragwerk.example',
    sip: { host: 'tragwerk.example', udpPort: 5060, tcpPort: 5060, tlsPort: 5061 },
    passwordPolicy: { minLength: 10, minClasses: 2 },
  },
};

/** A client with everything around it in the hands of the test. */
export class World {
  readonly sockets: FakeSocket[] = [];
  readonly store = createObservable(signedOutState(0));
  readonly client: SessionClient;
  token: string | undefined;
  now = 0;
  otherTab: (token: string | undefined) => void = () => undefined;
  #timers: { at: number; run: () => void }[] = [];

  constructor(token?: string) {
    this.token = token;
    const parts: ClientParts = {
      openSocket: () => {
        const socket = new FakeSocket();
        this.sockets.push(socket);
        return socket;
      },
      login: async (name) => `token-of-${name}`,
      token: {
        get: () => this.token,
        set: (next) => {
          this.token = next;
        },
        onOtherTab: (listener) => {
          this.otherTab = listener;
        },
      },
      store: this.store,
      now: () => this.now,
      random: () => 0.5,
      after: (ms, run) => {
        const timer = { at: this.now + ms, run };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((each) => each !== timer);
        };
      },
    };
    this.client = new SessionClient(parts);
  }

  /** Moves the clock and runs what falls due, in order. */
  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }

  get timers(): number {
    return this.#timers.length;
  }

  get phase() {
    return this.store.get().connection.phase;
  }

  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (last === undefined) throw new Error('no connection was made');
    return last;
  }

  /** The newest connection opens and asks for the session; answers that request. */
  opening(): Request {
    this.socket.accept();
    const [first] = this.socket.received;
    if (first === undefined || first.method !== 'session.open') throw new Error('no session.open');
    return first;
  }

  open(result: Partial<Results<'session.open'>> = {}): void {
    const request = this.opening();
    const whole = { session: 'S', epoch: 'E', seq: 0, resumed: false, snapshot: kSnapshot, ...result };
    this.socket.answer(request, JSON.parse(JSON.stringify(whole)));
  }

  resume(seq: number): void {
    this.open({ resumed: true, seq, snapshot: undefined });
  }
}
