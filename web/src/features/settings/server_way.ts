// How far away the server is: questions over the session's own connection, there and back.
import { createObservable, useObservable } from '../../session/observable';

export interface Way {
  /** The middle one of the answers, in milliseconds; 1 stands for less, too. */
  ms: number;
  slowest: number;
}

const kQuestions = 5;

/** One question after the other, so that none waits for another. */
export async function measureWay(ask: () => Promise<unknown>, now: () => number): Promise<Way> {
  const times: number[] = [];
  for (let i = 0; i < kQuestions; i += 1) {
    const began = now();
    await ask();
    times.push(Math.max(1, Math.round(now() - began)));
  }
  times.sort((a, b) => a - b);
  return { ms: times[Math.floor(kQuestions / 2)] ?? 0, slowest: times.at(-1) ?? 0 };
}

const wayStore = createObservable<{ way: Way | undefined }>({ way: undefined });

/** Forgets the last measurement and makes a new one; without an answer none is known. */
export async function findWay(ask: () => Promise<unknown>): Promise<void> {
  wayStore.set({ way: undefined });
  const way = await measureWay(ask, () => performance.now()).catch(() => undefined);
  wayStore.set({ way });
}

export function useWay(): Way | undefined {
  return useObservable(wayStore, (state) => state.way);
}
