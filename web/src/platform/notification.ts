// A call as a desktop notification while nobody looks at the page; a click answers. Screens show the call anyway.
import i18next from 'i18next';
import { softphoneStore } from './softphone_state';

function supported(): boolean {
  return typeof Notification !== 'undefined';
}

export function readNotificationPermission(): void {
  softphoneStore.update({ notifications: supported() ? Notification.permission : 'unavailable' });
}

/** To be called from a click: asks whether calls may be shown as desktop notifications. */
export async function allowNotifications(): Promise<void> {
  if (!supported()) return;
  softphoneStore.update({ notifications: await Notification.requestPermission() });
}

/** Shows a call and answers how to take it away. */
export function notifyCall(tag: string, name: string, number: string, onClick: () => void): () => void {
  if (!supported() || Notification.permission !== 'granted' || document.hasFocus()) return () => undefined;
  try {
    const t = i18next.getFixedT(null, 'softphone');
    const who = name || number || t('unknownCaller');
    const notification = new Notification(t('notification.title', { name: who }), {
      body: [name === '' ? '' : number, t('notification.answer')].filter((line) => line !== '').join('\n'),
      tag,
      requireInteraction: true,
      // The page rings.
      silent: true,
      icon: '/icon-192.png',
    });
    notification.onclick = () => {
      window.focus();
      notification.close();
      onClick();
    };
    return () => notification.close();
  } catch {
    // Chrome on Android has the constructor and refuses it.
    return () => undefined;
  }
}
