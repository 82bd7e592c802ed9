// What this window looks at: the place (kept in the address, so that back and reload work), the person, open dialogs.
// Nothing here is told to the server.
import { useSyncExternalStore } from 'react';

export const kSettingsPages = ['profile', 'devices', 'sound', 'notifications', 'keys', 'look'] as const;
export type SettingsPage = (typeof kSettingsPages)[number];
export type Place = { kind: 'home' } | { kind: 'settings'; page: SettingsPage | undefined } | { kind: 'admin' };
export type View = {
  place: Place;
  person: string | undefined;
  /** The call an administrator looks at. */
  liveCall: string | undefined;
  keysShown: boolean;
  boxText: string;
  padShown: boolean;
};

export function placeOf(hash: string): Place {
  const [, place, page] = hash.replace(/^#/, '').split('/');
  if (place === 'admin') return { kind: 'admin' };
  if (place !== 'settings') return { kind: 'home' };
  return { kind: 'settings', page: kSettingsPages.find((known) => known === page) };
}

export function addressOf(place: Place): string {
  if (place.kind === 'home') return '#/';
  if (place.kind === 'admin') return '#/admin/live';
  return place.page ? `#/settings/${place.page}` : '#/settings';
}

let view: View = {
  place: placeOf(location.hash),
  person: undefined,
  liveCall: undefined,
  keysShown: false,
  boxText: '',
  padShown: false,
};
const listeners = new Set<() => void>();

export function changeView(change: Partial<View>): void {
  view = { ...view, ...change };
  for (const listener of listeners) listener();
}

export function goTo(place: Place): void {
  location.hash = addressOf(place);
  changeView({ place });
}

function onHash() {
  changeView({ place: placeOf(location.hash) });
}
function subscribe(listener: () => void) {
  if (listeners.size === 0) addEventListener('hashchange', onHash);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener('hashchange', onHash);
  };
}

export function currentView(): View {
  return view;
}

/** Where one is; administration is no place for who is no administrator. */
export function placeFor(place: Place, administrator: boolean): Place {
  return place.kind === 'admin' && !administrator ? { kind: 'home' } : place;
}

export function useView<T>(selector: (view: View) => T): T {
  return useSyncExternalStore(subscribe, () => selector(view));
}
