// How long to wait before the next attempt: doubling from 0.3 s to 10 s, each time a random half to whole of it, so that a
// thousand clients do not come back in the same instant after a restart.
const kFirstMs = 300;
const kLongestMs = 10_000;

export function backoffDelay(attempt: number, random: () => number): number {
  const ceiling = Math.min(kLongestMs, kFirstMs * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling * (0.5 + random() / 2));
}
