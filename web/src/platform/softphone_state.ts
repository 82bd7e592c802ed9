// What screens may know of this browser's telephone. Written by the softphone (softphone.ts and its parts), read by screens.
import { createObservable, type Observable } from '../session/observable';

/**
 * off: signed out, or this browser cannot do WebRTC · starting: being registered (also after a break) · registered: it rings here ·
 * failed: the server refused or cannot be reached over /sip · mic_refused: registered, but the browser refuses the microphone ·
 * other_tab: another tab of this sign-in does all this; its sound and its microphone are used
 */
export type SoftphonePhase = 'off' | 'starting' | 'registered' | 'failed' | 'mic_refused' | 'other_tab';

export type MicrophoneAccess = 'unknown' | 'granted' | 'refused' | 'missing';

/** A call that could not begin because there is no microphone: `retryNotStarted()` tries again. */
export type NotStarted = { kind: 'dial'; uri: string } | { kind: 'answer'; callId: string };

export interface SoftphoneState {
  phase: SoftphonePhase;
  /** Own device of kind softphone that belongs to this sign-in; known from the first start on. */
  deviceId?: string;
  microphone: MicrophoneAccess;
  /** The browser holds back sound (ringing or the peer) until a click in this page: offer `unblockSound()`. */
  soundBlocked: boolean;
  /** The same, said by the tab that is the telephone: counts while the phase is other_tab. */
  soundBlockedElsewhere: boolean;
  notStarted?: NotStarted;
  /** Calls that ring on unheard here, by id: `silence()` adds to them. */
  silenced: readonly string[];
  /** Desktop notifications for calls: 'default' means one can ask by `allowNotifications()`. */
  notifications: 'default' | 'granted' | 'denied' | 'unavailable';
}

export const softphoneStore: Observable<SoftphoneState> = createObservable<SoftphoneState>({
  phase: 'off',
  microphone: 'unknown',
  soundBlocked: false,
  soundBlockedElsewhere: false,
  silenced: [],
  notifications: 'unavailable',
});
