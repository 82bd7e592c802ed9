// The one copy of what the server says, fed only by snapshot and events. `apply` is pure; the client (client.ts) decides when to
// call it. Screens read it through `useSession` and never write it.
import type {
  Call,
  Device,
  EndReason,
  Events,
  Group,
  LiveView,
  Me,
  Person,
  SessionEvent,
  SignIn,
  Snapshot,
  System,
} from './api.gen';
import { createObservable, type Observable, useObservable } from './observable';

/**
 * signed_out --sign in--> connecting --snapshot--> open --lost--> reconnecting --snapshot or resumed--> open
 *      ^------------- sign out, token refused or revoked (from every phase) ----------------'
 */
export type ConnectionPhase = 'signed_out' | 'connecting' | 'open' | 'reconnecting';

export interface Connection {
  phase: ConnectionPhase;
  /** Local clock, milliseconds: when this phase began. */
  since: number;
  /** Local clock: when the next attempt starts; absent while an attempt is under way. */
  nextTryAt?: number;
  /** Why one is signed out, if it was not by one's own click in this tab. */
  endedBecause?: Events['session.ended']['reason'] | 'token_invalid';
}

/** A call that is over, kept for a while so that the card can say how it ended. */
export interface EndedCall {
  call: Call;
  reason: EndReason;
  /** Server clock. */
  endedAt: number;
}

export interface SessionState {
  connection: Connection;
  /** Server clock minus local clock, milliseconds. */
  clockOffset: number;
  /** False until the first snapshot after sign-in; the rest is empty then. Stays true while reconnecting (data may be old). */
  loaded: boolean;
  me?: Me;
  system?: System;
  /** Everyone in one's groups, oneself included, by id. */
  people: Readonly<Record<string, Person>>;
  groups: readonly Group[];
  /** Own calls, oldest first. */
  calls: readonly Call[];
  /** Newest last, at most kKeptEnded. */
  endedCalls: readonly EndedCall[];
  devices: readonly Device[];
  signIns: readonly SignIn[];
  /** Of the whole system, while it is watched (commands.watchLive). */
  live?: Live | undefined;
}

/** What an administrator watches. */
export interface Live extends LiveView {
  /** Share of one processor in use between the last two moments, 0 to 1 and beyond; unknown at first. */
  load?: number;
}

const kKeptEnded = 8;
const kCpu = 'process_cpu_seconds_total';

export function signedOutState(now: number, endedBecause?: Connection['endedBecause']): SessionState {
  return {
    connection: { phase: 'signed_out', since: now, endedBecause },
    clockOffset: 0,
    loaded: false,
    people: {},
    groups: [],
    calls: [],
    endedCalls: [],
    devices: [],
    signIns: [],
  };
}

/** The state after a snapshot; `now` is the local clock. What is over stays known, so that cards of ended calls survive. */
export function applySnapshot(state: SessionState, snapshot: Snapshot, now: number): SessionState {
  const people: Record<string, Person> = {};
  for (const person of snapshot.people) people[person.id] = person;
  return {
    connection: state.connection,
    clockOffset: snapshot.serverTime - now,
    loaded: true,
    me: snapshot.me,
    system: snapshot.system,
    people,
    groups: snapshot.groups,
    calls: sortCalls(snapshot.calls),
    endedCalls: state.endedCalls,
    devices: snapshot.devices,
    signIns: snapshot.signIns,
  };
}

/** The state after one event. An event about something unknown changes nothing. */
export function apply(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case 'person.state': {
      const known = state.people[event.data.personId];
      if (known === undefined) return state;
      return { ...state, people: { ...state.people, [known.id]: { ...known, state: event.data.state } } };
    }
    case 'person.changed':
      return { ...state, people: { ...state.people, [event.data.person.id]: event.data.person } };
    case 'person.gone': {
      if (!(event.data.personId in state.people)) return state;
      const { [event.data.personId]: _gone, ...people } = state.people;
      return { ...state, people };
    }
    case 'group.changed':
      return { ...state, groups: replaced(state.groups, event.data.group) };
    case 'group.gone':
      return { ...state, groups: without(state.groups, event.data.groupId) };
    case 'call.changed':
      return { ...state, calls: sortCalls(replaced(state.calls, event.data.call)) };
    case 'call.ended':
      return endCall(state, event.data);
    case 'device.changed':
      return { ...state, devices: replaced(state.devices, event.data.device) };
    case 'device.gone':
      return { ...state, devices: without(state.devices, event.data.deviceId) };
    case 'sign_in.changed':
      return { ...state, signIns: replaced(state.signIns, event.data.signIn) };
    case 'sign_in.gone':
      return { ...state, signIns: without(state.signIns, event.data.signInId) };
    case 'live.changed':
      return state.live ? { ...state, live: changedLive(state.live, event.data) } : state;
    // Orders and the end of the session are not state; the client and the softphone act on them.
    case 'softphone.command':
    case 'session.ended':
      return state;
    default:
      // A newer server may tell of things this page does not know yet.
      return state;
  }
}

function endCall(state: SessionState, data: Events['call.ended']): SessionState {
  const call = state.calls.find((each) => each.id === data.callId);
  if (call === undefined) return state;
  const endedCalls = [...state.endedCalls, { call, reason: data.reason, endedAt: data.endedAt }].slice(-kKeptEnded);
  return { ...state, calls: without(state.calls, data.callId), endedCalls };
}

function changedLive(live: Live, data: Events['live.changed']): Live {
  let calls: Live['calls'] = live.calls;
  for (const call of data.calls ?? []) calls = [...replaced(calls, call)];
  if (data.ended) calls = calls.filter((call) => !data.ended?.includes(call.id));
  const figures = data.figures ? { ...live.figures, ...data.figures } : live.figures;
  const seconds = (data.at - live.at) / 1000;
  const load = seconds > 0 ? ((figures[kCpu] ?? 0) - (live.figures[kCpu] ?? 0)) / seconds : live.load;
  return { at: data.at, calls, lost: data.lost ?? live.lost, figures, ...(load === undefined ? {} : { load }) };
}

function replaced<T extends { id: string }>(list: readonly T[], item: T): readonly T[] {
  const at = list.findIndex((each) => each.id === item.id);
  return at < 0 ? [...list, item] : list.with(at, item);
}

function without<T extends { id: string }>(list: readonly T[], id: string): readonly T[] {
  return list.some((each) => each.id === id) ? list.filter((each) => each.id !== id) : list;
}

function sortCalls(calls: readonly Call[]): readonly Call[] {
  return [...calls].sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
}

export const sessionStore: Observable<SessionState> = createObservable(signedOutState(Date.now()));

/** The selected part of the session's state; renders again only when that part changes. */
export function useSession<T>(selector: (state: SessionState) => T): T {
  return useObservable(sessionStore, selector);
}

/** The server's clock, milliseconds since the Unix epoch, as well as this page knows it. */
export function serverNow(): number {
  return Date.now() + sessionStore.get().clockOffset;
}

/** Takes the card of an ended call away. */
export function forgetEndedCall(callId: string): void {
  const state = sessionStore.get();
  sessionStore.set({ ...state, endedCalls: state.endedCalls.filter((each) => each.call.id !== callId) });
}
