// Requests without an answer yet. They outlive a connection: within the same session they are sent again under the same id, which
// the server answers from its store if it has already done them.
import type { MethodName } from './api.gen';
import { Refusal } from './refusal';

/** What may be done twice without harm, so it is sent again even when the server began a new session. */
const kRepeatable: ReadonlySet<MethodName> = new Set<MethodName>(['directory.search', 'softphone.start', 'live.watch']);

interface Pending {
  method: MethodName;
  text: string;
  askedAt: number;
  /** When it was sent on the present connection; undefined if it was not. */
  sentAt: number | undefined;
  resolve(result: unknown): void;
  reject(refusal: Refusal): void;
}

export class Requests {
  #pending = new Map<string, Pending>();
  #lastId = 0;

  add(method: MethodName, params: object, now: number): { id: string; answer: Promise<unknown> } {
    this.#lastId += 1;
    const id = String(this.#lastId);
    const text = JSON.stringify({ jsonrpc: '2.0', id, method, params });
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { method, text, askedAt: now, sentAt: undefined, resolve, reject });
    });
    return { id, answer };
  }

  /** Hands out, in order, what the present connection has not carried yet. */
  send(now: number, write: (text: string) => void): void {
    for (const pending of this.#pending.values()) {
      if (pending.sentAt !== undefined) continue;
      pending.sentAt = now;
      write(pending.text);
    }
  }

  settle(id: string, result: unknown): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.resolve(result);
  }

  refuse(id: string, refusal: Refusal): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.reject(refusal);
  }

  /** The connection is gone: all is unsent again. */
  connectionLost(): void {
    for (const pending of this.#pending.values()) pending.sentAt = undefined;
  }

  /** The server does not know the old session: what it may have done already must not be done twice. */
  sessionReplaced(): void {
    this.#refuseWhere((pending) => !kRepeatable.has(pending.method), 'client.not_connected');
  }

  refuseOlderThan(askedBefore: number): void {
    this.#refuseWhere((pending) => pending.askedAt < askedBefore, 'client.not_connected');
  }

  refuseAll(code: string): void {
    this.#refuseWhere(() => true, code);
  }

  /** When the longest unanswered request was sent on the present connection. */
  oldestSent(): number | undefined {
    let oldest: number | undefined;
    for (const { sentAt } of this.#pending.values()) {
      if (sentAt !== undefined && (oldest === undefined || sentAt < oldest)) oldest = sentAt;
    }
    return oldest;
  }

  #refuseWhere(matches: (pending: Pending) => boolean, code: string): void {
    for (const [id, pending] of [...this.#pending]) {
      if (!matches(pending)) continue;
      this.#pending.delete(id);
      pending.reject(new Refusal(code));
    }
  }
}
