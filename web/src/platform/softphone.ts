// The browser's telephone as screens see it. What to do comes from the server (softphone.command); screens only unblock sound,
// allow notifications and try again after the microphone was allowed.
import { useObservable } from '../session/observable';
import { type SoftphoneState, softphoneStore } from './softphone_state';

export { allowNotifications, dismissNotStarted, retryNotStarted, unblockSound } from './softphone_engine';
export type { MicrophoneAccess, NotStarted, SoftphonePhase, SoftphoneState } from './softphone_state';

export function useSoftphone<T>(selector: (state: SoftphoneState) => T): T {
  return useObservable(softphoneStore, selector);
}
