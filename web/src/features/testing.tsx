// For tests: a screen before a real store and the real session client, whose socket ends in memory. What screens ask of the server
// is checked against the contract there, and read by the test from `received`.
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { startTexts } from '../i18n';
import type { Call, Person, Snapshot } from '../session/api.gen';
import { sessionClient } from '../session/client';
import { applySnapshot, sessionStore, signedOutState } from '../session/store';
import { FakeSocket, kSnapshot } from '../session/testing';
import { changeView } from './shell/view';

const sockets: FakeSocket[] = [];

function SocketInMemory() {
  const socket = new FakeSocket();
  sockets.push(socket);
  return socket;
}

/** Once per file, before everything: texts, and an open session. */
export async function openSession(): Promise<void> {
  await startTexts('en');
  vi.stubGlobal('WebSocket', SocketInMemory);
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  // jsdom has no CSS.escape, which menus ask for.
  vi.stubGlobal('CSS', { escape: (text: string) => text.replace(/\W/g, '\\$&') });
  localStorage.setItem('sidetone.token', 'T');
  sessionClient.start();
  const socket = theSocket();
  socket.accept();
  const [open] = socket.received;
  socket.answer(open, structuredClone({ session: 'S', epoch: 'E', seq: 0, resumed: false, snapshot: kSnapshot }));
}

export function theSocket(): FakeSocket {
  const socket = sockets.at(-1);
  if (!socket) throw new Error('the client made no connection');
  return socket;
}

/** What the screens asked of the server since `show`. */
export function asked(): { method: string; params: unknown }[] {
  return theSocket().received.map(({ method, params }) => ({ method, params }));
}

export const kDevices: Snapshot['devices'] = [
  { id: 'desk', kind: 'phone', name: 'Desk phone', authUser: 'anna-1', registered: true },
  { id: 'here', kind: 'softphone', name: 'Browser', authUser: 'anna-w1', registered: true, signInId: 's1' },
];

export function person(id: string, name: string, number: string): Person {
  return { id, kind: 'person', name, shortName: id, number, state: { lamp: 'free' } };
}

export function aCall(change: Partial<Call> = {}): Call {
  return {
    id: 'c1',
    direction: 'in',
    state: 'talking',
    peer: { name: 'Georg Hafner', number: '089 99998-140' },
    deviceIds: ['here'],
    startedAt: 1_000_000,
    heldByMe: false,
    heldByPeer: false,
    muted: false,
    actions: ['hang_up'],
    answerOn: [],
    ...change,
  };
}

export function setSession(change: Partial<Snapshot> = {}): void {
  const snapshot = { ...kSnapshot, devices: kDevices, ...change };
  const open = { ...signedOutState(Date.now()), connection: { phase: 'open' as const, since: Date.now() } };
  sessionStore.set(applySnapshot(open, snapshot, Date.now()));
}

export function show(screen: ReactNode, change: Partial<Snapshot> = {}) {
  setSession(change);
  changeView({
    place: { kind: 'home' },
    person: undefined,
    liveCall: undefined,
    keysShown: false,
    boxText: '',
    padShown: false,
  });
  theSocket().received.length = 0;
  return render(screen);
}
