// Browsers hold sound back until the page was clicked. Whatever could not play registers here how to try again; the first click or
// key anywhere in the page, or `unblockSound()`, tries.
import { softphoneStore } from './softphone_state';

const waiting = new Set<() => Promise<boolean>>();

function publish(): void {
  const soundBlocked = waiting.size > 0;
  if (softphoneStore.get().soundBlocked !== soundBlocked) softphoneStore.update({ soundBlocked });
}

/** Something could not play. `retry` answers whether it plays now. The answer of this function withdraws it. */
export function soundHeldBack(retry: () => Promise<boolean>): () => void {
  waiting.add(retry);
  publish();
  return () => {
    waiting.delete(retry);
    publish();
  };
}

/** To be called from a click: plays what the browser held back. */
export async function unblockSound(): Promise<void> {
  await Promise.all(
    [...waiting].map(async (retry) => {
      if (await retry()) waiting.delete(retry);
    }),
  );
  publish();
}

/** Answers whether a context runs within the time a browser that allows sound needs to start it. */
export async function runs(context: AudioContext, patienceMs = 1500): Promise<boolean> {
  if (context.state === 'running') return true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(context.state === 'running'), patienceMs);
  });
  // resume() never settles while the browser holds sound back.
  const resumed = context.resume().then(
    () => true,
    () => false,
  );
  const result = await Promise.race([resumed, late]);
  clearTimeout(timer);
  return result;
}

/** Waits for a context to run and warns while it does not. A slow machine may start it late: then the warning goes by itself. */
export async function heldBackUntilItRuns(context: AudioContext): Promise<() => void> {
  if ((await runs(context)) || context.state === 'closed') return () => undefined;
  const withdraw = soundHeldBack(() => runs(context));
  context.addEventListener('statechange', () => {
    if (context.state !== 'suspended') withdraw();
  });
  return withdraw;
}

let watching = false;

/** Finds out, before the first call, whether it could ring; from then on each click and key unblocks what waits. */
export function watchSound(): void {
  if (watching || typeof AudioContext === 'undefined') return;
  watching = true;
  const tryAgain = () => {
    if (waiting.size > 0) void unblockSound();
  };
  window.addEventListener('pointerup', tryAgain, true);
  window.addEventListener('keydown', tryAgain, true);
  const context = new AudioContext();
  const closeOnce = () => {
    if (context.state === 'running') void context.close();
  };
  context.addEventListener('statechange', closeOnce);
  void heldBackUntilItRuns(context).then(closeOnce);
}
