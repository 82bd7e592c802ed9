// A call as a desktop notification while nobody looks at the page; a click answers. And one that was missed, until it is clicked away.
// Screens show both anyway. Which of them are wanted is kept in this browser.
import i18next from 'i18next';
import { createObservable, type Observable } from '../session/observable';
import { softphoneStore } from './softphone_state';

export interface NotificationChoice {
  calls: boolean;
  missed: boolean;
}

const kKey = 'sidetone.notifications';

export const notificationStore: Observable<NotificationChoice> = createObservable<NotificationChoice>({
  calls: true,
  missed: true,
});

function supported(): boolean {
  return typeof Notification !== 'undefined';
}

function load(): void {
  try {
    const kept = JSON.parse(localStorage.getItem(kKey) ?? '{}') as Partial<NotificationChoice>;
    notificationStore.update({ calls: kept.calls !== false, missed: kept.missed !== false });
  } catch {
    // unreadable counts as never chosen
  }
}

/** Reads the permission and what was chosen before; another tab's choice is taken over. Called once. */
export function watchNotifications(): void {
  softphoneStore.update({ notifications: supported() ? Notification.permission : 'unavailable' });
  load();
  window.addEventListener('storage', (event) => {
    if (event.key === kKey) load();
  });
}

export function chooseNotifications(change: Partial<NotificationChoice>): void {
  notificationStore.update(change);
  try {
    localStorage.setItem(kKey, JSON.stringify(notificationStore.get()));
  } catch {
    // lasts as long as the page
  }
}

/** To be called from a click: asks whether calls may be shown as desktop notifications. */
export async function allowNotifications(): Promise<void> {
  if (!supported()) return;
  softphoneStore.update({ notifications: await Notification.requestPermission() });
}

interface Shown {
  tag: string;
  title: string;
  lines: readonly string[];
  onClick: () => void;
}

function notify(wanted: boolean, { tag, title, lines, onClick }: Shown): () => void {
  if (!wanted || !supported() || Notification.permission !== 'granted' || document.hasFocus()) return () => undefined;
  try {
    const notification = new Notification(title, {
      body: lines.filter((line) => line !== '').join('\n'),
      tag,
      requireInteraction: true,
      // The page itself is heard.
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

/** Shows a call and answers how to take it away. */
export function notifyCall(tag: string, name: string, number: string, onClick: () => void): () => void {
  const t = i18next.getFixedT(null, 'softphone');
  const title = t('notification.title', { name: name || number || t('unknownCaller') });
  const lines = [name === '' ? '' : number, t('notification.answer')];
  return notify(notificationStore.get().calls, { tag, title, lines, onClick });
}

export function notifyMissed(tag: string, name: string, number: string): void {
  const t = i18next.getFixedT(null, 'softphone');
  const title = t('notification.missed', { name: name || number || t('unknownCaller') });
  notify(notificationStore.get().missed, { tag, title, lines: [name === '' ? '' : number], onClick: () => undefined });
}
