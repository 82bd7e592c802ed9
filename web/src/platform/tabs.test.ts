import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { softphoneStore } from './softphone_state';
import { silence, watchTabs } from './tabs';

/** The channel of this page; what the others sent is given to it by hand. */
class ChannelInMemory {
  static here: ChannelInMemory;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly sent: unknown[] = [];
  constructor() {
    ChannelInMemory.here = this;
  }
  postMessage(message: unknown) {
    this.sent.push(message);
  }
}

const channel = () => ChannelInMemory.here;
const hear = (data: unknown) => channel().onmessage?.({ data });

beforeAll(() => {
  vi.stubGlobal('BroadcastChannel', ChannelInMemory);
  watchTabs();
});
afterEach(() => {
  softphoneStore.update({ phase: 'off', soundBlocked: false, soundBlockedElsewhere: false, silenced: [] });
  channel().sent.length = 0;
});

it('asks at the start what the telephone can be heard of', () => {
  expect(channel().sent).toEqual([{ ask: 'sound' }]);
});

it('as the telephone says when its sound is held back, and answers whoever asks', () => {
  softphoneStore.update({ phase: 'registered' });
  softphoneStore.update({ soundBlocked: true });
  hear({ ask: 'sound' });
  softphoneStore.update({ soundBlocked: false });
  expect(channel().sent.map((one) => (one as { soundBlocked: boolean }).soundBlocked)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

it('as another tab says nothing of itself and learns of the telephone', () => {
  softphoneStore.update({ phase: 'other_tab' });
  softphoneStore.update({ soundBlocked: true });
  hear({ ask: 'sound' });
  expect(channel().sent).toEqual([]);
  hear({ soundBlocked: true });
  expect(softphoneStore.get().soundBlockedElsewhere).toBe(true);
});

it('silences a call in all tabs', () => {
  silence('c1');
  expect(channel().sent).toEqual([{ silence: 'c1' }]);
  hear({ silence: 'c2' });
  hear({ silence: 'c2' });
  expect(softphoneStore.get().silenced).toEqual(['c1', 'c2']);
});
