// The browser's telephone: takes part in the election of the tab, registers, rings, and does what the server orders by
// softphone.command. Started once per page; follows the session's state from then on.
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRequest } from 'jssip/lib/SIPMessage';
import type { Events } from '../session/api.gen';
import { sessionClient } from '../session/client';
import { answer as answerAtServer } from '../session/commands';
import { sessionStore } from '../session/store';
import { openMicrophone } from './audio_devices';
import { audioStore } from './audio_state';
import { takePart } from './election';
import { watchNews } from './news';
import { notifyCall, watchNotifications } from './notification';
import { Registration } from './registration';
import { callIdOf, SipCall, sipCallOptions } from './sip_call';
import { type NotStarted, type SoftphoneState, softphoneStore } from './softphone_state';
import { watchSound } from './sound_gate';
import { watchTabs } from './tabs';

type Command = Events['softphone.command'];
type Base = Exclude<SoftphoneState['phase'], 'mic_refused'>;

/** How long an order to answer waits for its INVITE: both travel at the same time on two connections. */
const kOrderMs = 5_000;

export class SoftphoneEngine {
  readonly #calls = new Set<SipCall>();
  /** Orders to answer that came before their INVITE, by call. */
  readonly #early = new Map<string, ReturnType<typeof setTimeout>>();
  #registration: Registration | undefined;
  #leaveElection: (() => void) | undefined;
  #signInId: string | undefined;
  #base: Base = 'off';

  /** From here on there is a telephone while one is signed in. */
  start(): void {
    if (typeof RTCPeerConnection === 'undefined') return;
    watchSound();
    watchNotifications();
    watchNews();
    watchTabs();
    softphoneStore.subscribe(() => this.#silence());
    sessionClient.onEvent((event) => {
      if (event.type === 'softphone.command') this.#obey(event.data);
    });
    let phase = sessionStore.get().connection.phase;
    const follow = () => {
      const state = sessionStore.get();
      const opened = state.connection.phase === 'open' && phase !== 'open';
      phase = state.connection.phase;
      this.#followSignIn(phase === 'signed_out' ? undefined : (state.me?.signInId ?? this.#signInId));
      if (opened) this.#registration?.check();
    };
    sessionStore.subscribe(follow);
    follow();
    audioStore.subscribe(() => this.#publish());
    window.addEventListener('online', () => this.#registration?.check());
    window.addEventListener('beforeunload', (event) => {
      if ([...this.#calls].some((call) => call.established)) event.preventDefault();
    });
    window.addEventListener('pagehide', (event) => {
      if (event.persisted) return;
      for (const call of [...this.#calls]) call.hangUp();
      this.#registration?.abandon();
      this.#leave();
    });
  }

  /** Asks for the microphone again and does what was not started. */
  async retryNotStarted(): Promise<void> {
    const { notStarted } = softphoneStore.get();
    if (notStarted === undefined) return;
    softphoneStore.update({ notStarted: undefined });
    if (notStarted.kind === 'dial') await this.#dial(notStarted.uri);
    else await this.#answer(notStarted.callId);
  }

  #followSignIn(signInId: string | undefined): void {
    if (signInId === this.#signInId) return;
    this.#leave();
    this.#signInId = signInId;
    if (signInId === undefined) return;
    this.#setBase('starting');
    this.#leaveElection = takePart(navigator.locks, `sidetone.softphone.${signInId}`, {
      onWaiting: () => this.#setBase('other_tab'),
      onElected: () => this.#register(),
    });
  }

  #register(): void {
    this.#registration = new Registration({
      onDevice: (deviceId) => softphoneStore.update({ deviceId }),
      onPhase: (phase) => this.#setBase(phase),
      onIncoming: (session, request) => this.#onIncoming(session, request),
      inCall: () => this.#calls.size > 0,
    });
    this.#registration.start();
  }

  #leave(): void {
    this.#registration?.stop();
    this.#registration = undefined;
    this.#leaveElection?.();
    this.#leaveElection = undefined;
    for (const timer of this.#early.values()) clearTimeout(timer);
    this.#early.clear();
    softphoneStore.update({ deviceId: undefined, notStarted: undefined });
    this.#setBase('off');
  }

  #setBase(base: Base): void {
    this.#base = base;
    this.#publish();
  }

  #publish(): void {
    const refused = this.#base === 'registered' && audioStore.get().microphone === 'refused';
    const phase = refused ? 'mic_refused' : this.#base;
    if (softphoneStore.get().phase !== phase) softphoneStore.update({ phase });
  }

  #obey(command: Command): void {
    // All tabs of the sign-in hear this; the elected one has the registration and acts.
    if (this.#registration?.account?.deviceId !== command.deviceId) return;
    if (command.action === 'dial' && command.uri !== undefined) void this.#dial(command.uri);
    else if (command.action === 'answer' && command.callId !== undefined) void this.#answer(command.callId);
    else if (command.action === 'send_digits' && command.digits !== undefined) {
      this.#callFor(command.callId)?.sendDigits(command.digits);
    }
  }

  #silence(): void {
    const { silenced } = softphoneStore.get();
    for (const call of this.#calls) if (call.callId !== undefined && silenced.includes(call.callId)) call.silence();
  }

  #callFor(callId: string | undefined): SipCall | undefined {
    const calls = [...this.#calls];
    const established = calls.filter((call) => call.established);
    return calls.find((call) => callId !== undefined && call.callId === callId) ?? established.at(-1);
  }

  async #dial(uri: string): Promise<void> {
    const microphone = await this.#microphoneFor({ kind: 'dial', uri });
    if (microphone === undefined) return;
    const ua = this.#registration?.ua;
    if (ua === undefined) {
      for (const track of microphone.getTracks()) track.stop();
      return;
    }
    const call: SipCall = new SipCall(ua.call(uri, sipCallOptions(microphone)), undefined, microphone, () =>
      this.#calls.delete(call),
    );
    this.#calls.add(call);
  }

  async #microphoneFor(what: NotStarted): Promise<MediaStream | undefined> {
    try {
      return await openMicrophone();
    } catch {
      softphoneStore.update({ notStarted: what });
      return undefined;
    }
  }

  async #answer(callId: string): Promise<void> {
    const call = [...this.#calls].find((each) => each.callId === callId);
    if (call === undefined) {
      clearTimeout(this.#early.get(callId));
      this.#early.set(
        callId,
        setTimeout(() => this.#early.delete(callId), kOrderMs),
      );
      return;
    }
    try {
      await call.answer();
    } catch {
      softphoneStore.update({ notStarted: { kind: 'answer', callId } });
    }
  }

  #onIncoming(session: RTCSession, request: IncomingRequest): void {
    const replaced = [...this.#calls].find((each) => each.successor === session);
    if (replaced !== undefined) {
      const call: SipCall = new SipCall(session, undefined, undefined, () => this.#calls.delete(call));
      this.#calls.add(call);
      replaced.goOnAs(call);
      return;
    }
    const callId = callIdOf(request);
    const second = [...this.#calls].some((each) => each.established);
    let takeAway: () => void = () => undefined;
    const call: SipCall = new SipCall(session, callId, undefined, () => {
      takeAway();
      this.#calls.delete(call);
      const { notStarted } = softphoneStore.get();
      if (notStarted?.kind === 'answer' && notStarted.callId === callId)
        softphoneStore.update({ notStarted: undefined });
    });
    this.#calls.add(call);
    session.on('accepted', () => takeAway());
    const ordered = callId === undefined ? undefined : this.#early.get(callId);
    if (callId !== undefined && ordered !== undefined) {
      clearTimeout(ordered);
      this.#early.delete(callId);
      // JsSIP sends its 180 after this event; an answer before it would be overtaken.
      queueMicrotask(() => void this.#answer(callId));
      return;
    }
    call.ring(second);
    takeAway = this.#notify(session, callId);
  }

  #notify(session: RTCSession, callId: string | undefined): () => void {
    const known = sessionStore.get().calls.find((each) => each.id === callId)?.peer;
    const name = known?.name ?? session.remote_identity.display_name ?? '';
    const number = known?.number ?? session.remote_identity.uri.user ?? '';
    return notifyCall(callId ?? session.id, name, number, () => {
      const deviceId = this.#registration?.account?.deviceId;
      if (callId === undefined || deviceId === undefined) return;
      // Over the server, as every answer; if that way is cut, the call itself is still here.
      answerAtServer(callId, deviceId).catch(() => void this.#answer(callId));
    });
  }
}

export const softphoneEngine = new SoftphoneEngine();

/** Asks for the microphone again and does what was not started. */
export const retryNotStarted = (): Promise<void> => softphoneEngine.retryNotStarted();

export function dismissNotStarted(): void {
  softphoneStore.update({ notStarted: undefined });
}
