import { expect, it } from 'vitest';
import { backoffDelay } from './backoff';
import { readMessage } from './messages';
import { createObservable, shallowEqual } from './observable';
import { Refusal, refusalKey } from './refusal';
import { slept } from './wakeups';

it('tells sleep from the slow timers of a hidden tab', () => {
  expect(slept(5_000, false)).toBe(false);
  expect(slept(30_000, false)).toBe(true);
  expect(slept(65_000, true)).toBe(false);
  expect(slept(3_600_000, true)).toBe(true);
});

it('spreads attempts between half and the whole of the wait', () => {
  expect(backoffDelay(0, () => 0)).toBe(150);
  expect(backoffDelay(0, () => 1)).toBe(300);
  expect(backoffDelay(50, () => 1)).toBe(10_000);
});

it('takes nothing for a message that is none', () => {
  for (const text of ['', '[]', 'null', '{"jsonrpc":"1.0"}', '{"jsonrpc":"2.0","id":"1"}', new ArrayBuffer(2)]) {
    expect(readMessage(text)).toEqual({ kind: 'broken' });
  }
  const seq = '{"jsonrpc":"2.0","method":"event","params":{"seq":"1","type":"person.gone","data":{}}}';
  expect(readMessage(seq)).toEqual({ kind: 'broken' });
});

it('has a text for a refusal it does not know', () => {
  expect(refusalKey(new Refusal('calls.target_unknown').code)).toBe('errors:calls.target_unknown');
  expect(refusalKey('moon.eclipsed')).toBe('errors:client.server_failed');
});

it('compares lists and objects by their members', () => {
  expect(shallowEqual([1, 2], [1, 2])).toBe(true);
  expect(shallowEqual({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(shallowEqual([], {})).toBe(false);
});

it('does not tell of a value that is still the same', () => {
  const value = createObservable({ a: 1 });
  let told = 0;
  value.subscribe(() => {
    told += 1;
  });
  value.set(value.get());
  value.update({ a: 2 });
  expect(told).toBe(1);
});
