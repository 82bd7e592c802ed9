// One connection's messages, checked against the contract as they pass: envelopes, params and result by method, data by event, seq rising
// by one, every answer belonging to a request. Texts and secrets are not repeated in findings.
import { commonErrors, envelopes, events, faults, methods } from './schemas.ts';

export type Direction = 'to_server' | 'to_client';

interface Message {
  id?: string | number | null;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { data?: { code?: string } };
}

export class Conversation {
  readonly findings: string[] = [];
  readonly seen = { requests: 0, responses: 0, events: 0 };
  #asked = new Map<string | number, string>();
  #seq: number | undefined;

  constructor(readonly name: string) {}

  take(direction: Direction, text: string): void {
    let message: Message;
    try {
      message = JSON.parse(text) as Message;
    } catch {
      this.#finding(`${direction}: not JSON`);
      return;
    }
    if (direction === 'to_server') this.#request(message);
    else if (message.method !== undefined) this.#event(message);
    else if (message.error !== undefined) this.#refusal(message);
    else this.#response(message);
  }

  #finding(text: string): void {
    this.findings.push(`${this.name}: ${text}`);
  }
  #check(what: string, found: string[]): void {
    for (const fault of found) this.#finding(`${what}: ${fault}`);
  }

  #request(message: Message): void {
    this.seen.requests++;
    this.#check('request', faults(envelopes.request, message));
    const name = message.method ?? '';
    const method = methods.get(name);
    if (method === undefined) return this.#finding(`unknown method ${name}`);
    if (message.id !== undefined && message.id !== null) this.#asked.set(message.id, name);
    this.#check(`${name} params`, faults(method.params, message.params ?? {}));
  }

  #response(message: Message): void {
    this.seen.responses++;
    this.#check('response', faults(envelopes.response, message));
    const name = this.#asked.get(message.id ?? '');
    if (name === undefined) return this.#finding(`an answer to nothing asked, id ${message.id}`);
    const method = methods.get(name);
    if (method !== undefined) this.#check(`${name} result`, faults(method.result, message.result));
    if (name === 'session.open') this.#seq = message.result?.['seq'] as number;
  }

  #refusal(message: Message): void {
    this.seen.responses++;
    this.#check('refusal', faults(envelopes.error, message));
    if (message.id === null) return;
    const name = this.#asked.get(message.id ?? '');
    const code = message.error?.data?.code ?? '';
    if (name === undefined) return this.#finding(`a refusal of nothing asked: ${code}`);
    const known = [...(methods.get(name)?.errors ?? []), ...commonErrors];
    if (!known.includes(code)) this.#finding(`${name} refused with ${code}, which the contract does not name`);
  }

  #event(message: Message): void {
    this.seen.events++;
    const envelope = faults(envelopes.event, message);
    this.#check('event', envelope);
    if (envelope.length > 0) return;
    const { seq, type, data } = message.params as { seq: number; type: string; data: unknown };
    const validate = events.get(type);
    if (validate === undefined) this.#finding(`unknown event ${type}`);
    else this.#check(`event ${type}`, faults(validate, data));
    if (this.#seq === undefined) this.#finding(`event ${type} before session.open was answered`);
    else if (seq !== this.#seq + 1) this.#finding(`event ${type} has seq ${seq} after ${this.#seq}`);
    this.#seq = seq;
  }
}

/** All conversations of a test; the fixture looks at them when the test is over. */
export class Conversations {
  readonly all: Conversation[] = [];

  begin(name: string): Conversation {
    const conversation = new Conversation(`${name} #${this.all.length + 1}`);
    this.all.push(conversation);
    return conversation;
  }
  get findings(): string[] {
    return this.all.flatMap((conversation) => conversation.findings);
  }
}
