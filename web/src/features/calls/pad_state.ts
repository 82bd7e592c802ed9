// Whose pad of digits is open: at most one, known to the card, the strip and the key K.
import { createObservable, useObservable } from '../../session/observable';

const open = createObservable<{ callId: string | undefined }>({ callId: undefined });

export function togglePad(callId: string): void {
  open.set({ callId: open.get().callId === callId ? undefined : callId });
}

export function usePadOf(callId: string): boolean {
  return useObservable(open, (state) => state.callId === callId);
}
