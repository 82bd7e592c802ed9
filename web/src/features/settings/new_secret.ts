// The secret of a phone just added or renewed. It came in one answer, is shown once, and is forgotten when its pane is closed.
import { createObservable, useObservable } from '../../session/observable';
import type { DeviceSecret } from '../types';

type Shown = { secret: DeviceSecret | undefined; name: string; since: number };

const shown = createObservable<Shown>({ secret: undefined, name: '', since: 0 });

export function showSecret(secret: DeviceSecret, name: string): void {
  shown.set({ secret, name, since: Date.now() });
}

export function forgetSecret(): void {
  shown.set({ secret: undefined, name: '', since: 0 });
}

export function useNewSecret(): Shown {
  return useObservable(shown, (state) => state);
}
