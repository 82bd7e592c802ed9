// One SIP call of this browser: its microphone, the peer's voice, ringing or ring-back. Told what to do by the engine; a call's
// rules (hold, mute, who may do what) are the server's.
import type { EndEvent, IncomingEvent, OutgoingEvent, RTCSession } from 'jssip/lib/RTCSession';
import { openMicrophone } from './audio_devices';
import { audioStore } from './audio_state';
import { RemoteAudio } from './remote_audio';
import { playRepeated } from './tones';

type Response = OutgoingEvent['response'];

const kCallHeader = 'X-Sidetone-Call';
const kDigitMs = 120;
const kDigitGapMs = 80;

/** Candidates are not waited for: the server's is in its own description, ours it learns from our checks. */
function sendAtOnce(session: RTCSession): void {
  session.on('icecandidate', (event) => event.ready());
}

export function sipCallOptions(microphone: MediaStream) {
  return {
    mediaStream: microphone,
    mediaConstraints: { audio: true, video: false },
    pcConfig: { iceServers: [] },
    rtcOfferConstraints: { offerToReceiveAudio: true, offerToReceiveVideo: false },
  };
}

export class SipCall {
  readonly session: RTCSession;
  readonly incoming: boolean;
  /** The server's id of this call; of an outgoing one it is known once the server has answered. */
  callId: string | undefined;
  /** The session that replaces this one (RFC 3891): the server begins the sound anew. It comes to the engine as a new call. */
  successor: RTCSession | undefined;
  readonly #onEnded: () => void;
  readonly #remote = new RemoteAudio();
  readonly #unfollow: () => void;
  #microphone: MediaStream | undefined;
  #stopTone: (() => void) | undefined;
  #answering = false;

  constructor(
    session: RTCSession,
    callId: string | undefined,
    microphone: MediaStream | undefined,
    onEnded: () => void,
  ) {
    this.session = session;
    this.incoming = session.direction === 'incoming';
    this.callId = callId;
    if (microphone !== undefined) this.#use(microphone);
    this.#onEnded = onEnded;
    this.#unfollow = this.#followChoice();
    sendAtOnce(session);
    session.on('peerconnection', ({ peerconnection }) => this.#listen(peerconnection));
    // An outgoing call has its connection before anybody can listen for it.
    if (session.connection) this.#listen(session.connection);
    session.on('progress', (event: IncomingEvent | OutgoingEvent) => this.#onProgress(event));
    session.on('replaces', ({ accept }) => {
      accept((successor: RTCSession) => {
        this.successor = successor;
      });
    });
    session.on('accepted', (event: IncomingEvent | OutgoingEvent) => this.#onAccepted(event));
    session.on('ended', (event) => this.#onEnd(event));
    session.on('failed', (event) => this.#onEnd(event));
  }

  get ringing(): boolean {
    return this.incoming && !this.#answering && !this.session.isEstablished() && !this.session.isEnded();
  }

  get established(): boolean {
    return this.session.isEstablished();
  }

  /** Begins to ring; `second` when one talks already. */
  ring(second: boolean): void {
    this.#tone(playRepeated(second ? 'second_call' : 'ring'));
  }

  /** Rings on, unheard here. */
  silence(): void {
    if (this.ringing) this.#tone(undefined);
  }

  /** Opens the microphone and picks up. Throws what getUserMedia throws; the call then rings on. */
  async answer(): Promise<void> {
    if (!this.ringing) return;
    this.#answering = true;
    try {
      this.#use(await openMicrophone());
    } catch (error) {
      this.#answering = false;
      throw error;
    }
    if (this.session.isEnded()) {
      this.#letGo();
      return;
    }
    this.#tone(undefined);
    if (this.#microphone !== undefined) this.session.answer(sipCallOptions(this.#microphone));
  }

  /** Ended by this page, unless it rings: others may answer it. */
  hangUp(): void {
    if (!this.ringing && !this.session.isEnded()) this.session.terminate();
  }

  /** Goes on as another session, which answers at once: its sound begins anew, with the microphone of here. */
  goOnAs(successor: SipCall): void {
    const microphone = this.#microphone;
    if (microphone === undefined) return;
    this.#microphone = undefined;
    successor.callId = this.callId;
    this.callId = undefined;
    successor.#answering = true;
    successor.#use(microphone);
    successor.session.answer(sipCallOptions(microphone));
  }

  /** As RTP events towards the server (RFC 4733). */
  sendDigits(digits: string): void {
    const sender = this.session.connection?.getSenders().find((each) => each.dtmf !== null);
    sender?.dtmf?.insertDTMF(`${sender.dtmf.toneBuffer}${digits}`, kDigitMs, kDigitGapMs);
  }

  #listen(connection: RTCPeerConnection): void {
    connection.addEventListener('track', ({ track }) => {
      if (track.kind !== 'audio') return;
      this.#remote.play(track);
    });
  }

  #onProgress(event: IncomingEvent | OutgoingEvent): void {
    if (this.incoming || !('response' in event) || event.response === null) return;
    this.#readCallId(event.response);
    const { status_code, body } = event.response;
    if (body) this.#tone(undefined);
    else if (status_code === 180 && !this.#remote.playing && this.#stopTone === undefined)
      this.#tone(playRepeated('ring_back'));
  }

  #onAccepted(event: IncomingEvent | OutgoingEvent): void {
    this.#tone(undefined);
    if ('response' in event && event.response !== null) this.#readCallId(event.response);
  }

  #readCallId(response: Response): void {
    this.callId ??= response.getHeader(kCallHeader) ?? undefined;
  }

  #onEnd(_event: EndEvent): void {
    this.#tone(undefined);
    this.#unfollow();
    this.#remote.close();
    this.#letGo();
    this.#onEnded();
  }

  #tone(stop: (() => void) | undefined): void {
    this.#stopTone?.();
    this.#stopTone = stop;
  }

  #use(microphone: MediaStream): void {
    this.#microphone = microphone;
    // Pulled out during the call: what is the system's microphone now takes over. Not fired when the page stops the track itself.
    for (const track of microphone.getTracks()) track.onended = () => void this.#changeMicrophone();
  }

  #letGo(): void {
    for (const track of this.#microphone?.getTracks() ?? []) track.stop();
    this.#microphone = undefined;
  }

  /** Another microphone chosen during the call is used at once. */
  #followChoice(): () => void {
    let before = audioStore.get();
    return audioStore.subscribe(() => {
      const state = audioStore.get();
      const changed =
        state.chosen.microphone !== before.chosen.microphone ||
        state.processing !== before.processing ||
        state.missing.includes('microphone') !== before.missing.includes('microphone');
      before = state;
      if (changed && this.#microphone !== undefined) void this.#changeMicrophone();
    });
  }

  async #changeMicrophone(): Promise<void> {
    const opened = await openMicrophone().catch(() => undefined);
    const track = opened?.getAudioTracks()[0];
    const sender = this.session.connection?.getSenders().find((each) => each.track?.kind === 'audio');
    if (opened === undefined || track === undefined || sender === undefined || this.session.isEnded()) {
      for (const each of opened?.getTracks() ?? []) each.stop();
      return;
    }
    await sender.replaceTrack(track);
    this.#letGo();
    this.#use(opened);
  }
}

/** The server's id of the call an INVITE belongs to. */
export function callIdOf(request: { getHeader(name: string): string | undefined }): string | undefined {
  return request.getHeader(kCallHeader) ?? undefined;
}
