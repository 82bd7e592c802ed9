// A value that screens can follow. Holds one immutable value, tells listeners when it is replaced; knows nothing of its meaning.
import { useCallback, useRef, useSyncExternalStore } from 'react';

export interface Observable<T> {
  get(): T;
  set(next: T): void;
  update(change: Partial<T>): void;
  subscribe(listener: () => void): () => void;
}

export function createObservable<T extends object>(initial: T): Observable<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const set = (next: T) => {
    if (next === value) return;
    value = next;
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => value,
    set,
    update: (change) => set({ ...value, ...change }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Equal, or objects (arrays) whose members are equal: so a selector may build a small object or filter a list. */
export function shallowEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const right = b as Record<string, unknown>;
  return keys.every((key) => key in right && Object.is((a as Record<string, unknown>)[key], right[key]));
}

/** The selected part of an observable; renders again only when that part changes. */
export function useObservable<T, R>(observable: Observable<T>, selector: (value: T) => R): R {
  const last = useRef<{ value: R } | undefined>(undefined);
  const read = useCallback(() => {
    const next = selector(observable.get());
    if (last.current === undefined || !shallowEqual(last.current.value, next)) last.current = { value: next };
    return last.current.value;
  }, [observable, selector]);
  return useSyncExternalStore(observable.subscribe, read);
}
