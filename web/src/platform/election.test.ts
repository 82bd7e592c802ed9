import { expect, it } from 'vitest';
import { takePart } from './election';

/** Web Locks for one origin: exclusive locks, in order of request, with ifAvailable and signal. */
class Locks {
  #held = new Set<string>();
  #queue: { name: string; grant: () => void }[] = [];

  async request(name: string, options: LockOptions, run: (lock: Lock | null) => Promise<unknown>): Promise<unknown> {
    if (this.#held.has(name)) {
      if (options.ifAvailable) return run(null);
      await new Promise<void>((grant, reject) => {
        const waiting = { name, grant };
        this.#queue.push(waiting);
        options.signal?.addEventListener('abort', () => {
          this.#queue = this.#queue.filter((each) => each !== waiting);
          reject(new DOMException('aborted', 'AbortError'));
        });
      });
    }
    this.#held.add(name);
    try {
      return await run({ name, mode: 'exclusive' });
    } finally {
      this.#held.delete(name);
      const next = this.#queue.findIndex((each) => each.name === name);
      if (next >= 0) this.#queue.splice(next, 1)[0]?.grant();
    }
  }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

function tab(locks: Locks, name = 'softphone') {
  const news: string[] = [];
  const leave = takePart(locks as unknown as LockManager, name, {
    onWaiting: () => news.push('waiting'),
    onElected: () => news.push('elected'),
  });
  return { news, leave };
}

it('elects the first tab and lets the others wait', async () => {
  const locks = new Locks();
  const tabs = [tab(locks), tab(locks), tab(locks)];
  await settle();
  expect(tabs.map((each) => each.news)).toEqual([['elected'], ['waiting'], ['waiting']]);
});

it('hands over in order when the elected tab leaves', async () => {
  const locks = new Locks();
  const [first, second, third] = [tab(locks), tab(locks), tab(locks)];
  await settle();
  first.leave();
  await settle();
  expect([second.news, third.news]).toEqual([['waiting', 'elected'], ['waiting']]);
  second.leave();
  await settle();
  expect(third.news).toEqual(['waiting', 'elected']);
});

it('forgets a tab that leaves while it waits', async () => {
  const locks = new Locks();
  const [first, second, third] = [tab(locks), tab(locks), tab(locks)];
  await settle();
  second.leave();
  await settle();
  first.leave();
  await settle();
  expect(second.news).toEqual(['waiting']);
  expect(third.news).toEqual(['waiting', 'elected']);
});

it('elects once for each sign-in', async () => {
  const locks = new Locks();
  const tabs = [tab(locks, 's1'), tab(locks, 's2')];
  await settle();
  expect(tabs.map((each) => each.news)).toEqual([['elected'], ['elected']]);
});

it('does without locks where there are none', () => {
  const news: string[] = [];
  takePart(undefined, 'x', { onWaiting: () => news.push('waiting'), onElected: () => news.push('elected') });
  expect(news).toEqual(['elected']);
});
