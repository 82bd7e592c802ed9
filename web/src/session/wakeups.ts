// Signs that the connection may be dead without anybody having said so: the network came back or changed, the machine slept, the
// page was frozen. Nothing is sent for this while all is well.
export interface Wakeups {
  /** The connection is to be doubted. */
  onDoubt(): void;
  /** Somebody looks at the page: a good moment to try again at once. */
  onVisible(): void;
}

const kTickMs = 5_000;
/** Timers of a visible page are late by so much only after sleep; those of a hidden one may be a minute late at any time. */
const kVisibleGapMs = 20_000;
const kHiddenGapMs = 150_000;

/** Pure part: was there sleep between two ticks? */
export function slept(gapMs: number, hiddenMeanwhile: boolean): boolean {
  return gapMs > (hiddenMeanwhile ? kHiddenGapMs : kVisibleGapMs);
}

export function watchWakeups(news: Wakeups): void {
  let last = Date.now();
  let hiddenMeanwhile = document.hidden;
  const tick = () => {
    const now = Date.now();
    if (slept(now - last, hiddenMeanwhile || document.hidden)) news.onDoubt();
    last = now;
    hiddenMeanwhile = document.hidden;
  };
  setInterval(tick, kTickMs);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      hiddenMeanwhile = true;
      return;
    }
    tick();
    news.onVisible();
  });
  window.addEventListener('online', () => news.onDoubt());
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) news.onDoubt();
  });
}
