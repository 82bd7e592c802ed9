import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Registration } from './registration';

const secrets: string[] = [];
vi.mock('../session/commands', () => ({
  call: async () => ({
    deviceId: 'd7',
    uri: 'sip:anna@tragwerk.example',
    authUser: 'anna-7',
    secret: secrets.shift() ?? 'right',
    expiresAt: Date.now() + 3_600_000,
    path: '/sip',
    displayName: 'Anna "A" Berg',
  }),
}));

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** A registrar at the other end of the WebSocket: challenges, verifies the digest (RFC 7616), grants ten minutes. */
class Registrar {
  static sockets: Registrar[] = [];
  /** Of those made from now on. */
  static opens = true;
  static readonly OPEN = 1;
  static readonly CONNECTING = 0;
  onopen: (() => void) | null = null;
  onclose: ((event: object) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  binaryType = '';
  readyState = 0;
  silent = false;
  readonly requests: string[] = [];
  readonly protocol: string;

  constructor(_url: string, protocol: string) {
    this.protocol = protocol;
    Registrar.sockets.push(this);
    if (!Registrar.opens) return;
    queueMicrotask(() => {
      this.readyState = 1;
      this.onopen?.();
    });
  }

  send(text: string): void {
    this.requests.push(text);
    if (this.silent || !text.startsWith('REGISTER')) return;
    const authorization = header(text, 'Authorization');
    if (authorization === '') this.#reply(text, '401 Unauthorized', [kChallenge]);
    else if (!this.#verified(authorization)) this.#reply(text, '403 Forbidden', []);
    else this.#reply(text, '200 OK', [`Contact: ${header(text, 'Contact').replace(/;expires=\d+/, '')};expires=600`]);
  }

  close(): void {
    this.readyState = 3;
  }

  break(): void {
    this.readyState = 3;
    this.onclose?.({ wasClean: false, code: 1006, reason: '' });
  }

  #verified(authorization: string): boolean {
    const field = (name: string) => new RegExp(`\\b${name}="?([^",]+)`).exec(authorization)?.[1] ?? '';
    const first = md5(`anna-7:tragwerk.example:right`);
    const second = md5(`REGISTER:${field('uri')}`);
    const joined = [first, 'n1', field('nc'), field('cnonce'), 'auth', second].join(':');
    return field('username') === 'anna-7' && field('response') === md5(joined);
  }

  #reply(request: string, status: string, more: string[]): void {
    const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(request, name)}`);
    const lines = [
      `SIP/2.0 ${status}`,
      ...copied,
      `To: ${header(request, 'To')};tag=t`,
      ...more,
      'Content-Length: 0',
      '',
      '',
    ];
    queueMicrotask(() => this.onmessage?.({ data: lines.join('\r\n') }));
  }
}

const kChallenge = 'WWW-Authenticate: Digest realm="tragwerk.example", nonce="n1", algorithm=MD5, qop="auth"';

function header(message: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, 'm').exec(message)?.[1]?.trim() ?? '';
}

function world() {
  const phases: string[] = [];
  let wanted: { phase: string; found: () => void } | undefined;
  const registration = new Registration({
    onDevice: () => undefined,
    onPhase: (phase) => {
      phases.push(phase);
      if (wanted?.phase === phase) wanted.found();
    },
    onIncoming: () => undefined,
    inCall: () => false,
  });
  const next = (phase: string) =>
    new Promise<void>((found) => {
      wanted = { phase, found };
    });
  return { registration, phases, next };
}

let stop: () => void = () => undefined;

beforeEach(() => {
  Registrar.sockets = [];
  Registrar.opens = true;
  vi.stubGlobal('WebSocket', Registrar);
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function registered() {
  const all = world();
  stop = () => all.registration.stop();
  const done = all.next('registered');
  all.registration.start();
  await done;
  return all;
}

it('registers over subprotocol sip with the secret of the session', async () => {
  const { registration, phases } = await registered();
  expect(Registrar.sockets.map((socket) => socket.protocol)).toEqual(['sip']);
  expect(phases.at(0)).toBe('starting');
  expect(phases.at(-1)).toBe('registered');
  expect(registration.account?.deviceId).toBe('d7');
  const last = Registrar.sockets[0]?.requests.at(-1) ?? '';
  expect(header(last, 'To')).toBe('<sip:anna@tragwerk.example>');
  expect(header(last, 'Contact')).toContain('expires=600');
});

it('asks for a new secret when the one it has is refused', async () => {
  secrets.push('wrong', 'right');
  const all = world();
  stop = () => all.registration.stop();
  const refused = all.next('failed');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  all.registration.start();
  await refused;
  const done = all.next('registered');
  await vi.advanceTimersByTimeAsync(1_000);
  await done;
  expect(all.phases.at(-1)).toBe('registered');
});

it('refreshes well before the granted time is over, late timers of a hidden tab included', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await registered();
  const socket = Registrar.sockets[0];
  const before = socket?.requests.length ?? 0;
  await vi.advanceTimersByTimeAsync(240_000);
  expect(socket?.requests.length).toBeGreaterThan(before);
});

it('replaces a connection that is silent when it is asked to check', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { registration, next } = await registered();
  const [first] = Registrar.sockets;
  if (first === undefined) throw new Error('no connection');
  first.silent = true;
  registration.check();
  const again = next('registered');
  await vi.advanceTimersByTimeAsync(4_000);
  await vi.advanceTimersByTimeAsync(2_000);
  await again;
  expect(Registrar.sockets).toHaveLength(2);
  expect(first.readyState).toBe(3);
});

it('connects again at once when the session is back before the telephone is', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { registration, phases, next } = await registered();
  Registrar.sockets[0]?.break();
  expect(phases.at(-1)).toBe('starting');
  const again = next('registered');
  registration.check();
  await again;
  expect(Registrar.sockets).toHaveLength(2);
});

it('gives up a connection on which a REGISTER is not answered', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { registration, next } = await registered();
  const [first] = Registrar.sockets;
  if (first === undefined) throw new Error('no connection');
  first.silent = true;
  registration.ua?.register();
  const again = next('registered');
  await vi.advanceTimersByTimeAsync(32_000);
  await vi.advanceTimersByTimeAsync(2_000);
  await again;
  expect(Registrar.sockets).toHaveLength(2);
  expect(first.readyState).toBe(3);
});

it('gives up a connection that does not open', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { registration, next } = await registered();
  Registrar.opens = false;
  Registrar.sockets[0]?.break();
  registration.check();
  expect(Registrar.sockets).toHaveLength(2);
  Registrar.opens = true;
  const again = next('registered');
  await vi.advanceTimersByTimeAsync(8_000);
  await vi.advanceTimersByTimeAsync(2_000);
  await again;
  expect(Registrar.sockets).toHaveLength(3);
});

it('says no farewell when the page goes away: the next tab has a new secret', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { registration, phases } = await registered();
  const sent = Registrar.sockets[0]?.requests.length;
  const told = phases.length;
  registration.abandon();
  registration.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(Registrar.sockets[0]?.requests).toHaveLength(sent ?? 0);
  expect(phases).toHaveLength(told);
});

it('leaves nothing running when stopped', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { registration, phases } = await registered();
  registration.stop();
  const told = phases.length;
  expect(Registrar.sockets[0]?.requests.at(-1)).toMatch(/^REGISTER[\s\S]*Expires: 0/);
  await vi.advanceTimersByTimeAsync(700_000);
  expect(phases).toHaveLength(told);
  expect(vi.getTimerCount()).toBe(0);
});
