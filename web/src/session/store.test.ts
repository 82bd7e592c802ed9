import { describe, expect, it } from 'vitest';
import { combinedSchema, readContract } from '../../tools/contract.mjs';
import type { Call, SessionEvent } from './api.gen';
import { apply, applySnapshot, type SessionState, signedOutState } from './store';
import { check, kSnapshot } from './testing';

const contract = readContract();

function start(): SessionState {
  return applySnapshot(signedOutState(0), structuredClone(kSnapshot), 1_000_000);
}

function told(state: SessionState, ...events: SessionEvent[]): SessionState {
  return events.reduce((now, event) => {
    check(contract.events[event.type]?.data, event.data, event.type);
    return apply(now, event);
  }, state);
}

function call(id: string, startedAt: number): Call {
  return {
    id,
    direction: 'out',
    state: 'calling',
    peer: { name: '', number: '22' },
    deviceIds: ['d1'],
    startedAt,
    heldByMe: false,
    heldByPeer: false,
    muted: false,
    actions: ['hang_up'],
    answerOn: [],
  };
}

describe('the state', () => {
  it('matches the contract in the sample the tests use', () => {
    expect(() => check({ $ref: '#/definitions/Snapshot' }, kSnapshot, 'snapshot')).not.toThrow();
    expect(() => check({ $ref: '#/definitions/Snapshot' }, { ...kSnapshot, more: 1 }, 'snapshot')).toThrow(
      /additional/,
    );
    expect(Object.keys(combinedSchema(contract))).toContain('definitions');
  });

  it('has a case for every event of the contract', () => {
    const samples: { [E in SessionEvent['type']]: SessionEvent & { type: E } } = {
      'person.state': { type: 'person.state', data: { personId: 'p2', state: { lamp: 'in_call' } } },
      'person.changed': {
        type: 'person.changed',
        data: {
          person: { id: 'p3', kind: 'room', name: 'Room', shortName: 'room', number: '90', state: { lamp: 'free' } },
        },
      },
      'person.gone': { type: 'person.gone', data: { personId: 'p2' } },
      'group.changed': { type: 'group.changed', data: { group: { id: 'g2', name: 'New', memberIds: [] } } },
      'group.gone': { type: 'group.gone', data: { groupId: 'g1' } },
      'call.changed': { type: 'call.changed', data: { call: call('c1', 1) } },
      'call.ended': { type: 'call.ended', data: { callId: 'c1', reason: 'busy', endedAt: 9 } },
      'device.changed': {
        type: 'device.changed',
        data: { device: { id: 'd2', kind: 'softphone', name: 'Browser', authUser: 'x', registered: false } },
      },
      'device.gone': { type: 'device.gone', data: { deviceId: 'd1' } },
      'sign_in.changed': {
        type: 'sign_in.changed',
        data: { signIn: { id: 's2', userAgent: 'u', address: 'a', createdAt: 2, seenAt: 3, connected: false } },
      },
      'sign_in.gone': { type: 'sign_in.gone', data: { signInId: 's1' } },
      'softphone.command': { type: 'softphone.command', data: { deviceId: 'd2', action: 'answer', callId: 'c1' } },
      'live.changed': { type: 'live.changed', data: { at: 2_000, ended: ['9'] } },
      'session.ended': { type: 'session.ended', data: { reason: 'signed_out' } },
    };
    expect(Object.keys(samples).sort()).toEqual(Object.keys(contract.events).sort());
    const state = told(start(), ...Object.values(samples));
    expect(Object.keys(state.people).sort()).toEqual(['p1', 'p3']);
    expect(state.groups.map((group) => group.id)).toEqual(['g2']);
    expect(state.calls).toEqual([]);
    expect(state.endedCalls).toEqual([{ call: call('c1', 1), reason: 'busy', endedAt: 9 }]);
    expect(state.devices.map((device) => device.id)).toEqual(['d2']);
    expect(state.signIns.map((signIn) => signIn.id)).toEqual(['s2']);
  });

  it('changes only the person whose lamp changed', () => {
    const before = start();
    const state = told(before, { type: 'person.state', data: { personId: 'p2', state: { lamp: 'ringing' } } });
    expect(state.people.p2?.state.lamp).toBe('ringing');
    expect(state.people.p1).toBe(before.people.p1);
    expect(state.groups).toBe(before.groups);
  });

  it('is the same object when an event is about something unknown', () => {
    const before = start();
    expect(told(before, { type: 'person.state', data: { personId: 'p9', state: { lamp: 'free' } } })).toBe(before);
    expect(told(before, { type: 'call.ended', data: { callId: 'c9', reason: 'busy', endedAt: 1 } })).toBe(before);
    expect(apply(before, { type: 'news.of_tomorrow', data: {} } as unknown as SessionEvent)).toBe(before);
  });

  it('keeps calls in the order they began, whatever order they are told in', () => {
    const state = told(
      start(),
      { type: 'call.changed', data: { call: call('b', 20) } },
      { type: 'call.changed', data: { call: call('a', 10) } },
      { type: 'call.changed', data: { call: { ...call('b', 20), state: 'talking' } } },
    );
    expect(state.calls.map((each) => [each.id, each.state])).toEqual([
      ['a', 'calling'],
      ['b', 'talking'],
    ]);
  });

  it('remembers the last eight ended calls, through a new snapshot too', () => {
    let state = start();
    for (let i = 0; i < 10; i += 1) {
      state = told(
        state,
        { type: 'call.changed', data: { call: call(`c${i}`, i) } },
        { type: 'call.ended', data: { callId: `c${i}`, reason: 'hung_up', endedAt: i } },
      );
    }
    state = applySnapshot(state, structuredClone(kSnapshot), 5);
    expect(state.endedCalls.map((each) => each.call.id)).toEqual(['c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9']);
  });

  describe('of what an administrator watches', () => {
    const cpu = 'process_cpu_seconds_total';
    const liveCall = (id: string, state: 'calling' | 'talking') => {
      const somebody = { name: 'Anna Berg', number: '10' };
      return { id, state, from: somebody, to: somebody, startedAt: 1, legs: [] };
    };
    const watched = () => ({
      ...start(),
      live: { at: 1_000, calls: [liveCall('1', 'calling')], lost: [], figures: { [cpu]: 5, other: 1 } },
    });

    it('takes what changed and keeps the rest', () => {
      const { live } = told(watched(), {
        type: 'live.changed',
        data: { at: 3_000, calls: [liveCall('1', 'talking'), liveCall('2', 'calling')], figures: { [cpu]: 5.5 } },
      });
      expect(live?.calls.map((each) => [each.id, each.state])).toEqual([
        ['1', 'talking'],
        ['2', 'calling'],
      ]);
      expect(live?.figures).toEqual({ [cpu]: 5.5, other: 1 });
      expect(live?.load).toBeCloseTo(0.25);
    });

    it('lets ended calls go, and begins anew with a new session', () => {
      const state = told(watched(), { type: 'live.changed', data: { at: 2_000, ended: ['1'] } });
      expect(state.live?.calls).toEqual([]);
      expect(applySnapshot(state, structuredClone(kSnapshot), 5).live).toBeUndefined();
    });

    it('is nothing while nobody watches', () => {
      const before = start();
      expect(told(before, { type: 'live.changed', data: { at: 2_000, ended: [] } })).toBe(before);
    });
  });
});
