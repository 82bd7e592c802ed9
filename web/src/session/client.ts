// The session with the server: signs in, keeps one WebSocket open, resumes after a break, feeds the store, carries requests.
// One per page; other tabs have their own. What the state means is the store's, what a request means is the caller's.
import type { MethodName, Params, Results, SessionEvent } from './api.gen';
import { backoffDelay } from './backoff';
import { type Login, loginByHttp } from './login';
import { type Incoming, readMessage } from './messages';
import type { Observable } from './observable';
import { Refusal } from './refusal';
import { Requests } from './requests';
import { apply, applySnapshot, type Connection, type SessionState, sessionStore, signedOutState } from './store';
import { browserTokenStorage, type TokenStorage } from './token';

/** The part of WebSocket that is used. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
}

export interface ClientParts {
  openSocket(): Socket;
  login: Login;
  token: TokenStorage;
  store: Observable<SessionState>;
  now(): number;
  random(): number;
  /** Runs `run` after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** A request without an answer for so long, or an attempt so long under way, means a dead connection. */
const kAnswerMs = 8_000;
/** A break shorter than this is not shown, and requests wait for its end instead of being refused. */
const kGraceMs = 700;
/** A request is not carried over a break longer than this: nobody wants a call to start half a minute after the click. */
const kCarryMs = 15_000;
/** A connection that lived so long was a good one: the next attempt begins with a short wait again. */
const kStableMs = 5_000;

interface Resume {
  session: string;
  epoch: string;
  seq: number;
}

export class SessionClient {
  readonly #parts: ClientParts;
  readonly #requests = new Requests();
  readonly #eventListeners = new Set<(event: SessionEvent) => void>();
  #socket: Socket | undefined;
  /** True between the answer to session.open and the loss of that connection. */
  #opened = false;
  #openedAt = 0;
  #openId: string | undefined;
  #opens = 0;
  #resume: Resume | undefined;
  #attempt = 0;
  #nextTryAt = 0;
  #signingOut = false;
  #cancelRetry: (() => void) | undefined;
  #cancelWatch: (() => void) | undefined;
  #cancelGrace: (() => void) | undefined;
  #cancelCarry: (() => void) | undefined;

  constructor(parts: ClientParts) {
    this.#parts = parts;
  }

  /** Opens the session if a token is kept, and follows sign-in and sign-out of other tabs. */
  start(): void {
    this.#parts.token.onOtherTab((token) => {
      if (token === undefined) this.#end(undefined);
      else if (this.#phase() === 'signed_out') this.#begin();
    });
    if (this.#parts.token.get() !== undefined) this.#begin();
  }

  async signIn(name: string, password: string): Promise<void> {
    const token = await this.#parts.login(name, password);
    this.#parts.token.set(token);
    this.#begin();
  }

  async signOut(): Promise<void> {
    this.#signingOut = true;
    try {
      if (this.#opened) await this.request('session.sign_out', {});
    } catch {
      // The token is forgotten here in any case.
    } finally {
      this.#signingOut = false;
      this.#forgetToken(undefined);
    }
  }

  request<M extends MethodName>(method: M, params: Params<M>): Promise<Results<M>> {
    const phase = this.#phase();
    if (phase === 'signed_out') return Promise.reject(new Refusal('client.signed_out'));
    if (phase !== 'open') return Promise.reject(new Refusal('client.not_connected'));
    const { answer } = this.#requests.add(method, params, this.#parts.now());
    this.#sendWaiting();
    return answer as Promise<Results<M>>;
  }

  /** News as it arrives, after the store has it. Answers how to stop. */
  onEvent(listener: (event: SessionEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** While waiting for the next attempt: do it now. */
  reconnectNow(): void {
    if (this.#cancelRetry === undefined) return;
    this.#connect();
  }

  /** The network changed or the machine slept: the connection may be dead without anybody having said so. */
  doubtConnection(): void {
    if (this.#phase() === 'signed_out') return;
    if (this.#socket === undefined) this.reconnectNow();
    else this.#reopen();
  }

  #phase(): Connection['phase'] {
    return this.#parts.store.get().connection.phase;
  }

  #setConnection(connection: Omit<Connection, 'since'>): void {
    const before = this.#parts.store.get().connection;
    const since = before.phase === connection.phase ? before.since : this.#parts.now();
    this.#parts.store.update({ connection: { ...connection, since } });
  }

  #begin(): void {
    this.#cancelTimers();
    this.#dropSocket();
    this.#resume = undefined;
    this.#attempt = 0;
    this.#parts.store.set(signedOutState(this.#parts.now()));
    this.#setConnection({ phase: 'connecting' });
    this.#connect();
  }

  #connect(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#dropSocket();
    const { phase, nextTryAt } = this.#parts.store.get().connection;
    if (nextTryAt !== undefined) this.#setConnection({ phase });
    let socket: Socket;
    try {
      socket = this.#parts.openSocket();
    } catch {
      this.#lost();
      return;
    }
    this.#socket = socket;
    socket.onopen = () => this.#sendOpen(socket);
    socket.onmessage = (event) => {
      if (this.#socket === socket) this.#receive(readMessage(event.data));
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#lost();
    };
    this.#watch(kAnswerMs, () => this.#reopen());
  }

  #sendOpen(socket: Socket): void {
    if (this.#socket !== socket) return;
    const token = this.#parts.token.get();
    if (token === undefined) {
      this.#end(undefined);
      return;
    }
    const params: Params<'session.open'> = this.#resume ? { token, resume: { ...this.#resume } } : { token };
    this.#opens += 1;
    this.#openId = `open-${this.#opens}`;
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: this.#openId, method: 'session.open', params }));
  }

  #receive(message: Incoming): void {
    switch (message.kind) {
      case 'event':
        this.#onEvent(message.seq, message.event);
        return;
      case 'result':
        if (message.id === this.#openId) this.#onOpened(message.result as Results<'session.open'>);
        else this.#requests.settle(message.id, message.result);
        return;
      case 'refused':
        if (message.id !== undefined && message.id === this.#openId) this.#onOpenRefused(message.code);
        else if (message.id !== undefined) this.#requests.refuse(message.id, new Refusal(message.code, message.field));
        return;
      case 'broken':
        this.#reopen();
    }
  }

  #onOpened(result: Results<'session.open'>): void {
    const { now, store } = this.#parts;
    this.#openId = undefined;
    if (!result.resumed && result.snapshot === undefined) {
      this.#reopen();
      return;
    }
    if (!result.resumed) this.#requests.sessionReplaced();
    this.#resume = { session: result.session, epoch: result.epoch, seq: result.seq };
    if (result.snapshot !== undefined) store.set(applySnapshot(store.get(), result.snapshot, now()));
    this.#opened = true;
    this.#openedAt = now();
    this.#cancelGrace?.();
    this.#cancelGrace = undefined;
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
    this.#setConnection({ phase: 'open' });
    this.#requests.refuseOlderThan(now() - kCarryMs);
    this.#sendWaiting();
  }

  #onOpenRefused(code: string): void {
    this.#openId = undefined;
    if (code === 'session.token_invalid') {
      this.#forgetToken('token_invalid');
      return;
    }
    // Whatever was wrong with resuming, the next attempt begins anew.
    this.#resume = undefined;
    this.#reopen();
  }

  #onEvent(seq: number, event: SessionEvent): void {
    if (!this.#opened || this.#resume === undefined || seq <= this.#resume.seq) return;
    if (seq !== this.#resume.seq + 1) {
      this.#reopen();
      return;
    }
    this.#resume.seq = seq;
    const { store } = this.#parts;
    store.set(apply(store.get(), event));
    for (const listener of [...this.#eventListeners]) listener(event);
    if (event.type === 'session.ended') this.#forgetToken(this.#signingOut ? undefined : event.data.reason);
  }

  #sendWaiting(): void {
    const socket = this.#socket;
    if (!this.#opened || socket === undefined) return;
    this.#requests.send(this.#parts.now(), (text) => socket.send(text));
    if (this.#cancelWatch === undefined) this.#watchAnswers();
  }

  /** Looks again when the longest unanswered request is due; nothing runs while nothing is asked. */
  #watchAnswers(): void {
    const sentAt = this.#requests.oldestSent();
    if (sentAt === undefined) return;
    const left = sentAt + kAnswerMs - this.#parts.now();
    if (left <= 0) this.#reopen();
    else this.#watch(left, () => this.#watchAnswers());
  }

  #watch(ms: number, run: () => void): void {
    this.#cancelWatch?.();
    this.#cancelWatch = this.#parts.after(ms, () => {
      this.#cancelWatch = undefined;
      run();
    });
  }

  /** Gives this connection up. */
  #reopen(): void {
    this.#dropSocket();
    this.#lost();
  }

  #lost(): void {
    const { now, random, after } = this.#parts;
    if (this.#opened && now() - this.#openedAt >= kStableMs) this.#attempt = 0;
    this.#dropSocket();
    if (this.#phase() === 'signed_out') return;
    // The first attempt after a good connection comes almost at once: mostly the network only changed under us.
    const delay = backoffDelay(this.#attempt, random);
    this.#attempt += 1;
    this.#cancelRetry?.();
    this.#cancelRetry = after(delay, () => this.#connect());
    if (this.#phase() === 'open') this.#cancelGrace ??= after(kGraceMs, () => this.#showBreak());
    else this.#setConnection({ phase: this.#phase(), nextTryAt: now() + delay });
    this.#nextTryAt = now() + delay;
  }

  #showBreak(): void {
    this.#cancelGrace = undefined;
    this.#setConnection({ phase: 'reconnecting', nextTryAt: this.#cancelRetry ? this.#nextTryAt : undefined });
    this.#watchCarried();
  }

  /** Refuses what has waited too long for the connection, though the connection is still away. */
  #watchCarried(): void {
    this.#cancelCarry?.();
    this.#cancelCarry = this.#parts.after(kCarryMs, () => {
      this.#cancelCarry = undefined;
      if (!this.#opened) this.#requests.refuseOlderThan(this.#parts.now() - kCarryMs + 1);
    });
  }

  #dropSocket(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#opened = false;
    this.#openId = undefined;
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
    this.#requests.connectionLost();
    if (socket === undefined) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #cancelTimers(): void {
    for (const cancel of [this.#cancelRetry, this.#cancelGrace, this.#cancelCarry]) cancel?.();
    this.#cancelRetry = undefined;
    this.#cancelGrace = undefined;
    this.#cancelCarry = undefined;
  }

  #forgetToken(because: Connection['endedBecause']): void {
    this.#parts.token.set(undefined);
    this.#end(because);
  }

  #end(because: Connection['endedBecause']): void {
    this.#cancelTimers();
    this.#dropSocket();
    this.#resume = undefined;
    this.#requests.refuseAll('client.signed_out');
    const already = this.#phase() === 'signed_out';
    if (!already) this.#parts.store.set(signedOutState(this.#parts.now(), because));
  }
}

function browserSocket(): Socket {
  const url = new URL('/session', window.location.href);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  return new WebSocket(url);
}

export const sessionClient = new SessionClient({
  openSocket: browserSocket,
  login: loginByHttp,
  token: browserTokenStorage(),
  store: sessionStore,
  now: () => Date.now(),
  random: () => Math.random(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
});
