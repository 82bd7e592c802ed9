// One tab of a sign-in is the telephone, so that there is one registration. A Web Lock decides; when its tab goes, the browser hands
// the lock to the next tab. A page that holds a lock is not frozen in the background either.
export interface ElectionNews {
  /** Another tab has it; this one waits its turn. */
  onWaiting(): void;
  /** This tab has it until `stop`. */
  onElected(): void;
}

/** Takes part in the election; the answer leaves it and hands the lock on. */
export function takePart(locks: LockManager | undefined, name: string, news: ElectionNews): () => void {
  if (locks === undefined) {
    // Without locks (an insecure page) there is nothing to elect with: each tab for itself.
    news.onElected();
    return () => undefined;
  }
  const abort = new AbortController();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const hold = () => {
    if (abort.signal.aborted) return;
    news.onElected();
    return held;
  };
  void (async () => {
    const atOnce = await locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock === null) return false;
      await hold();
      return true;
    });
    if (atOnce || abort.signal.aborted) return;
    news.onWaiting();
    // Rejects when aborted while waiting, which is what was wanted.
    await locks.request(name, { signal: abort.signal }, hold).catch(() => undefined);
  })();
  return () => {
    abort.abort();
    release();
  };
}
