// One tick a second for everything that counts, aligned to the second, and only while something counts.
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
let now = Date.now();

function tick() {
  now = Date.now();
  for (const listener of listeners) listener();
  schedule();
}
function schedule() {
  timer = setTimeout(tick, 1000 - (Date.now() % 1000));
}
function subscribe(listener: () => void) {
  if (listeners.size === 0) {
    now = Date.now();
    schedule();
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearTimeout(timer);
  };
}

/** Milliseconds of this machine's clock, renewed once a second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => (listeners.size === 0 ? Math.floor(Date.now() / 1000) * 1000 : now));
}

/** 0:04 while something rings, 04:12 and 1:04:12 in a call. */
export function durationText(ms: number, short = false): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  if (hours > 0) return `${hours}:${two(minutes)}:${two(total % 60)}`;
  return `${short ? minutes : two(minutes)}:${two(total % 60)}`;
}
