// Short sentences that come and go: what was refused and why, how a call ended. Ten seconds each, at most three at once.
import { useSyncExternalStore } from 'react';

export type Notice = { id: number; text: string; bad: boolean };

const kShownFor = 10_000;
const kMost = 3;
let notices: readonly Notice[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: readonly Notice[]) {
  notices = next;
  for (const listener of listeners) listener();
}

export function dismiss(id: number): void {
  set(notices.filter((notice) => notice.id !== id));
}

export function tell(text: string, bad = false): void {
  const id = nextId++;
  set([...notices.filter((notice) => notice.text !== text), { id, text, bad }].slice(-kMost));
  setTimeout(() => dismiss(id), kShownFor);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useNotices(): readonly Notice[] {
  return useSyncExternalStore(subscribe, () => notices);
}
