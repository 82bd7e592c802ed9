// Keeps this browser registered as a SIP device: the short-lived secret, its renewal, the connection over /sip, a fresh start when
// the server forgot us. Calls are handed to the engine.
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRequest, IncomingResponse } from 'jssip/lib/SIPMessage';
import type { IncomingRTCSessionEvent, OutgoingRTCSessionEvent, UA } from 'jssip/lib/UA';
import type { Results } from '../session/api.gen';
import { call } from '../session/commands';
import { serverNow } from '../session/store';
import { SipSocket } from './sip_socket';

type Account = Results<'softphone.start'>;

export interface RegistrationNews {
  onDevice(deviceId: string): void;
  onPhase(phase: 'starting' | 'registered' | 'failed'): void;
  onIncoming(session: RTCSession, request: IncomingRequest): void;
  /** A call is going on, which a new UA would end. */
  inCall(): boolean;
}

const kExpiresSeconds = 600;
/** Part of the granted time after which to refresh: timers of a hidden tab may be a minute late. */
const kRefreshPart = 0.4;
const kProbeMs = 4_000;
const kShownAfterAttempts = 3;
const kFirstRetryMs = 1_000;
const kLongestRetryMs = 30_000;
/** How long JsSIP lets a call ring; the server decides long before. */
const kRingSeconds = 3_600;

export class Registration {
  readonly #news: RegistrationNews;
  #ua: UA | undefined;
  #socket: SipSocket | undefined;
  #account: Account | undefined;
  #stopped = false;
  #starting = false;
  #retries = 0;
  readonly #timers = new Map<'retry' | 'renew' | 'refresh' | 'probe', ReturnType<typeof setTimeout>>();

  constructor(news: RegistrationNews) {
    this.#news = news;
  }

  get ua(): UA | undefined {
    return this.#ua;
  }

  get account(): Account | undefined {
    return this.#account;
  }

  start(): void {
    this.#news.onPhase('starting');
    void this.#fetchSecret();
  }

  stop(): void {
    this.#letGo()?.stop();
  }

  /**
   * The page goes away, and the registration with its connection: the server sees that at once. A farewell would have to be proven with
   * a secret that the next tab has replaced meanwhile, and JsSIP would refuse what rings here and is to ring there.
   */
  abandon(): void {
    this.#letGo();
  }

  #letGo(): UA | undefined {
    const ua = this.#ua;
    this.#ua = undefined;
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    return ua;
  }

  /** The session is open again, or the network changed: is our connection still alive, is the secret still good? */
  check(): void {
    if (this.#stopped) return;
    if (this.#ua === undefined || this.#secretIsOld()) {
      void this.#fetchSecret();
      return;
    }
    const socket = this.#socket;
    if (socket === undefined || this.#account === undefined) return;
    if (!this.#ua.isConnected()) {
      // The session is back, so the server is: JsSIP's next attempt may be seconds away, a new UA tries at once.
      if (!this.#news.inCall()) this.#connect(this.#account, this.#ua.constructor as typeof UA);
      return;
    }
    const before = socket.lastReceivedAt;
    this.#ua.register();
    this.#after('probe', kProbeMs, () => {
      if (socket.lastReceivedAt === before) socket.drop();
    });
  }

  #after(name: 'retry' | 'renew' | 'refresh' | 'probe', ms: number, run: () => void): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(
      name,
      setTimeout(() => {
        this.#timers.delete(name);
        run();
      }, ms),
    );
  }

  #secretIsOld(): boolean {
    return this.#account === undefined || this.#account.expiresAt - serverNow() < 60_000;
  }

  async #fetchSecret(): Promise<void> {
    if (this.#starting || this.#stopped) return;
    this.#starting = true;
    try {
      const account = await call('softphone.start', {});
      if (this.#stopped) return;
      await this.#use(account);
    } catch {
      if (!this.#stopped) this.#retryLater();
    } finally {
      this.#starting = false;
    }
  }

  async #use(account: Account): Promise<void> {
    const before = this.#account;
    this.#account = account;
    this.#news.onDevice(account.deviceId);
    const left = account.expiresAt - serverNow();
    this.#after('renew', Math.min(Math.max(left / 2, 30_000), 2 ** 31 - 1), () => void this.#fetchSecret());
    if (this.#ua !== undefined && before?.uri === account.uri && before.authUser === account.authUser) {
      this.#ua.set('password', account.secret);
      if (this.#ua.isConnected()) this.#ua.register();
      return;
    }
    // The SIP stack is a good part of the page's size and not needed for the first picture.
    const { UA: UserAgent } = await import('jssip').then((module) => module.default);
    if (!this.#stopped) this.#connect(account, UserAgent);
  }

  #connect(account: Account, UserAgent: typeof UA): void {
    const former = this.#ua;
    this.#ua = undefined;
    former?.stop();
    const url = new URL(account.path, window.location.href);
    url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
    const socket = new SipSocket(url);
    const ua = new UserAgent({
      sockets: [socket],
      uri: account.uri,
      authorization_user: account.authUser,
      password: account.secret,
      display_name: account.displayName.replace(/["\\]/g, ''),
      register: true,
      register_expires: kExpiresSeconds,
      session_timers: false,
      no_answer_timeout: kRingSeconds,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 5,
      user_agent: 'Sidetone web client',
    });
    this.#socket = socket;
    this.#ua = ua;
    ua.on('registered', ({ response }) => this.#onRegistered(ua, response));
    ua.on('unregistered', () => this.#tell(ua, 'starting'));
    ua.on('disconnected', () => this.#tell(ua, 'starting'));
    ua.on('connecting', ({ attempts }) => this.#tell(ua, attempts >= kShownAfterAttempts ? 'failed' : 'starting'));
    ua.on('registrationFailed', ({ response }) => this.#onRefused(ua, response));
    ua.on('newRTCSession', ({ originator, session, request }: IncomingRTCSessionEvent | OutgoingRTCSessionEvent) => {
      if (String(originator) === 'remote') this.#news.onIncoming(session, request as IncomingRequest);
    });
    ua.start();
  }

  #tell(ua: UA, phase: 'starting' | 'registered' | 'failed'): void {
    if (ua === this.#ua && !this.#stopped) this.#news.onPhase(phase);
  }

  #onRegistered(ua: UA, response: IncomingResponse): void {
    if (ua !== this.#ua) return;
    this.#retries = 0;
    this.#tell(ua, 'registered');
    this.#refreshLater(ua, grantedSeconds(response));
  }

  #refreshLater(ua: UA, granted: number): void {
    this.#after('refresh', granted * kRefreshPart * 1000, () => {
      if (ua !== this.#ua) return;
      if (ua.isRegistered()) ua.register();
      this.#refreshLater(ua, granted);
    });
  }

  #onRefused(ua: UA, response: IncomingResponse | undefined): void {
    if (ua !== this.#ua || this.#stopped) return;
    if (!response) {
      // The connection broke, or nobody answers on it. JsSIP makes a new one for the first alone.
      if (ua.isConnected()) this.#socket?.drop();
      return;
    }
    this.#news.onPhase('failed');
    this.#retryLater();
  }

  /** With a new secret: the old one may have ended, or the server has started anew. */
  #retryLater(): void {
    const delay = Math.min(kLongestRetryMs, kFirstRetryMs * 2 ** this.#retries);
    this.#retries = Math.min(this.#retries + 1, 8);
    this.#after('retry', delay, () => void this.#fetchSecret());
  }
}

function grantedSeconds(response: IncomingResponse): number {
  const inContact = /;\s*expires=(\d+)/i.exec(response.getHeader('Contact') ?? '')?.[1];
  const granted = Number(inContact ?? response.getHeader('Expires') ?? kExpiresSeconds);
  return Math.max(20, Math.min(granted || kExpiresSeconds, kExpiresSeconds));
}
