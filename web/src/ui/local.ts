// What this browser remembers of the person's choices. Storage may be off or full: then a choice lasts as long as the page.
import { useSyncExternalStore } from 'react';

const kPrefix = 'sidetone.ui.';
const kept = new Map<string, string>();
const listeners = new Set<() => void>();

function read(key: string): string | undefined {
  if (kept.has(key)) return kept.get(key);
  try {
    return localStorage.getItem(kPrefix + key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(key: string, value: string): void {
  kept.set(key, value);
  try {
    localStorage.setItem(kPrefix + key, value);
  } catch {
    // kept for this page
  }
  for (const listener of listeners) listener();
}

export function remembered(key: string): string | undefined {
  return read(key);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A remembered choice and its setter; `fallback` until something was chosen. */
export function useRemembered(key: string, fallback: string): [string, (value: string) => void] {
  const value = useSyncExternalStore(subscribe, () => read(key)) ?? fallback;
  return [value, (next) => remember(key, next)];
}
