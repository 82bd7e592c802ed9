// The browser's telephone as screens see it. What to do comes from the server (softphone.command); screens only unblock sound,
// allow notifications and try again after the microphone was allowed.
import { useObservable } from '../session/observable';
import { type NotificationChoice, notificationStore } from './notification';
import { type SoftphoneState, softphoneStore } from './softphone_state';

export { isMissed } from './news';
export type { NotificationChoice } from './notification';
export { allowNotifications, chooseNotifications } from './notification';
export { dismissNotStarted, retryNotStarted } from './softphone_engine';
export type { MicrophoneAccess, NotStarted, SoftphonePhase, SoftphoneState } from './softphone_state';
export { unblockSound } from './sound_gate';
export { silence } from './tabs';

export function useSoftphone<T>(selector: (state: SoftphoneState) => T): T {
  return useObservable(softphoneStore, selector);
}

export function useNotificationChoice(): NotificationChoice {
  return useObservable(notificationStore, (state) => state);
}

/** Whether the browser holds back the ringing: in this tab, where a click mends it, or in the tab that is the telephone. */
export function useHeldBack(): 'here' | 'elsewhere' | undefined {
  return useSoftphone(({ phase, soundBlocked, soundBlockedElsewhere }) => {
    if (phase === 'other_tab') return soundBlockedElsewhere ? 'elsewhere' : undefined;
    return soundBlocked ? 'here' : undefined;
  });
}
