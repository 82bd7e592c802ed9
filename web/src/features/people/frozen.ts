// Names never jump: while the pointer is in a list, its order stays; what is new waits at the end, what is gone leaves its place.
import { useRef } from 'react';

export function frozenOrder(before: readonly string[], now: readonly string[]): string[] {
  const present = new Set(now);
  const known = new Set(before);
  return [...before.filter((id) => present.has(id)), ...now.filter((id) => !known.has(id))];
}

export function useFrozenOrder(now: readonly string[], pointerInside: boolean): readonly string[] {
  const shown = useRef(now);
  shown.current = pointerInside ? frozenOrder(shown.current, now) : now;
  return shown.current;
}
