// SIP.js in Node, over WSS with the office's own authority: another stack of the kind that lives in browsers. Its media is a description and
// nothing behind it; what it says and hears is for browsers' tests.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Invitation, Inviter, Registerer, RegistererState, SIPExtension, type Session, type SessionDescriptionHandler, SessionState, UserAgent } from 'sip.js';
import { WebSocket } from 'ws';
import { type SipAccount, domainOf, userOf } from './account.ts';
import type { Desk } from './desk.ts';

export interface SipJsOptions {
  url: string;
  /** PEM file of who signed the server's certificate. */
  authority: string;
}

/** Offers and answers as a browser would, with ICE and DTLS that nobody performs. */
class DescriptionOnly implements SessionDescriptionHandler {
  #version = 0;
  #remote = '';

  constructor(private readonly host: string) {}

  async getDescription(options?: object): Promise<{ body: string; contentType: string }> {
    const direction = (options as { hold?: boolean } | undefined)?.hold ? 'sendonly' : 'sendrecv';
    const isAnswer = this.#remote !== '';
    this.#remote = '';
    const rows = [
      'v=0', `o=- 7 ${++this.#version} IN IP4 ${this.host}`, 's=-', 't=0 0', 'm=audio 39992 UDP/TLS/RTP/SAVPF 8 101', `c=IN IP4 ${this.host}`, 'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:101 telephone-event/8000', 'a=ice-ufrag:sipj', `a=ice-pwd:${'sipj'.repeat(6)}`, `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'CD').join(':')}`,
      `a=setup:${isAnswer ? 'active' : 'actpass'}`, 'a=mid:0', 'a=rtcp-mux', `a=candidate:1 1 udp 2130706431 ${this.host} 39992 typ host`, `a=${direction}`, '',
    ];
    return { body: rows.join('\r\n'), contentType: 'application/sdp' };
  }
  hasDescription(contentType: string): boolean {
    return contentType === 'application/sdp';
  }
  async setDescription(sdp: string): Promise<void> {
    this.#remote = sdp;
  }
  async rollbackDescription(): Promise<void> {
    this.#remote = '';
  }
  sendDtmf(): boolean {
    return false;
  }
  close(): void {}
}

export class SipJsPhone implements Desk {
  readonly child: { name: string; output: string };
  #session: Session | undefined;
  #waiting: Array<() => void> = [];
  #rang = false;
  #status = '';
  /** Requests of the server inside of a call that were answered. */
  readonly asked: string[] = [];

  private constructor(
    readonly account: SipAccount,
    private readonly agent: UserAgent,
    private readonly log: { name: string; output: string },
  ) {
    this.child = this.log;
    agent.delegate = {
      onInvite: (invitation) => {
        this.#take(invitation);
        // In place of a call that was answered already (RFC 3891): nobody is asked again.
        if (invitation.request.hasHeader('Replaces')) void invitation.accept();
      },
    };
  }

  static async start(account: SipAccount, { url, authority }: SipJsOptions): Promise<SipJsPhone> {
    const log = { name: `SIP.js ${userOf(account)}`, output: '' };
    const ca = readFileSync(authority);
    // SIP.js takes the WebSocket of the world it is in; Node's own cannot be told whom to trust.
    Object.assign(globalThis, {
      WebSocket: class extends WebSocket {
        constructor(address: string, protocol: string) {
          super(address, protocol, { ca, origin: url });
        }
      },
    });
    const agent = new UserAgent({
      uri: UserAgent.makeURI(account.uri)!,
      authorizationUsername: account.authUser,
      authorizationPassword: account.secret,
      contactName: randomBytes(4).toString('hex'),
      displayName: account.displayName ?? userOf(account),
      transportOptions: { server: `${url.replace(/^http/, 'ws')}/sip`, traceSip: true },
      sessionDescriptionHandlerFactory: () => new DescriptionOnly(account.host),
      sipExtensionReplaces: SIPExtension.Supported,
      logBuiltinEnabled: false,
      logLevel: 'debug',
      logConnector: (_level, _category, _label, content) => {
        log.output += `${content}\n`;
      },
    });
    const phone = new SipJsPhone(account, agent, log);
    await agent.start();
    const registerer = new Registerer(agent, { expires: 120 });
    const registered = new Promise<void>((resolve, reject) =>
      registerer.stateChange.addListener((state) => (state === RegistererState.Registered ? resolve() : reject(new Error(`${log.name} is ${state}\n${log.output.slice(-2000)}`)))),
    );
    await registerer.register();
    await registered;
    return phone;
  }

  get session(): Session {
    if (this.#session === undefined) throw new Error('there is no call');
    return this.#session;
  }

  #take(session: Session): void {
    this.#session = session;
    session.delegate = {
      onInvite: (request) => {
        this.asked.push(request.method);
        this.#wake();
      },
    };
    session.stateChange.addListener(() => this.#wake());
    this.#wake();
  }
  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async dial(target: string): Promise<void> {
    const inviter = new Inviter(this.agent, UserAgent.makeURI(`sip:${target}@${domainOf(this.account)}`)!);
    this.#rang = false;
    this.#take(inviter);
    await inviter.invite({
      requestDelegate: {
        onProgress: ({ message }) => {
          this.#rang ||= message.statusCode === 180;
          this.#wake();
        },
        onReject: ({ message }) => {
          this.#status = `${message.statusCode} ${message.reasonPhrase}`;
        },
      },
    });
  }
  rings(): Promise<void> {
    return this.until(() => this.#rang);
  }
  incoming(): Promise<void> {
    return this.until(() => this.#session instanceof Invitation && this.#session.state === SessionState.Initial);
  }
  accept(): Promise<void> {
    return (this.session as Invitation).accept();
  }
  refuse(): Promise<void> {
    return (this.session as Invitation).reject({ statusCode: 486 });
  }
  established(): Promise<void> {
    return this.until(() => this.#session?.state === SessionState.Established);
  }
  async #reinvite(hold: boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const requestDelegate = { onAccept: () => resolve(), onReject: ({ message }: { message: { statusCode?: number } }) => reject(new Error(`re-INVITE: ${message.statusCode}`)) };
      this.session.invite({ requestDelegate, sessionDescriptionHandlerOptions: { hold } as object }).catch(reject);
    });
  }
  hold(): Promise<void> {
    return this.#reinvite(true);
  }
  resume(): Promise<void> {
    return this.#reinvite(false);
  }
  hangUp(): Promise<unknown> {
    const { session } = this;
    return session instanceof Inviter && session.state !== SessionState.Established ? session.cancel() : session.bye();
  }
  async ended(): Promise<string> {
    await this.until(() => this.#session?.state === SessionState.Terminated);
    return this.#status;
  }

  async stop(): Promise<void> {
    await this.agent.stop();
  }
}
