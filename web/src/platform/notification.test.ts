import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startTexts } from '../i18n';
import type { Call } from '../session/api.gen';
import { isMissed } from './news';
import { chooseNotifications, notifyCall, notifyMissed } from './notification';

const shown: NotificationInMemory[] = [];

class NotificationInMemory {
  static permission = 'granted';
  onclick: (() => void) | null = null;
  closed = false;
  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    shown.push(this);
  }
  close() {
    this.closed = true;
  }
}

beforeAll(() => startTexts('en'));
beforeEach(() => {
  shown.length = 0;
  vi.stubGlobal('Notification', NotificationInMemory);
  vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  chooseNotifications({ calls: true, missed: true });
});

it('shows who calls while nobody looks; a click answers and takes it away', () => {
  const answer = vi.fn();
  vi.spyOn(window, 'focus').mockReturnValue();
  notifyCall('c1', 'Anna Berg', '10', answer);
  expect(shown.map(({ title, options }) => [title, options.body])).toEqual([
    ['Call from Anna Berg', '10\nClick to answer in this browser'],
  ]);
  shown[0]?.onclick?.();
  expect(answer).toHaveBeenCalledOnce();
  expect(shown[0]?.closed).toBe(true);
});

it('shows nothing while the page has the focus, nor what was switched off', () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  notifyCall('c1', 'Anna Berg', '10', () => undefined);
  vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  chooseNotifications({ calls: false });
  notifyCall('c2', 'Anna Berg', '10', () => undefined);
  notifyMissed('missed-c2', 'Anna Berg', '10');
  expect(shown.map(({ title }) => title)).toEqual(['Missed call from Anna Berg']);
});

it('calls missed what rang and was taken nowhere', () => {
  const call = { id: 'c1', direction: 'in' } as Call;
  const missed = (one: Call, reason: Parameters<typeof isMissed>[0]['reason']) =>
    isMissed({ call: one, reason, endedAt: 0 });
  expect(missed(call, 'cancelled')).toBe(true);
  expect(missed(call, 'no_answer')).toBe(true);
  expect(missed(call, 'answered_elsewhere')).toBe(false);
  expect(missed(call, 'rejected')).toBe(false);
  expect(missed({ ...call, answeredAt: 5 }, 'peer_hung_up')).toBe(false);
  expect(missed({ ...call, direction: 'out' }, 'no_answer')).toBe(false);
});
