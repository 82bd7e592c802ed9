// The screens by name: what the session, the telephone, the sound and the window are at that moment.
import type { Call } from '../src/session/api.gen';
import { type Live, type SessionState, sessionStore } from '../src/session/store';
import type { AudioState } from '../src/platform/audio_state';
import type { SoftphoneState } from '../src/platform/softphone_state';
import { togglePad } from '../src/features/calls/pad_state';
import { showSecret } from '../src/features/settings/new_secret';
import { findWay } from '../src/features/settings/server_way';
import { tell } from '../src/features/shell/notices';
import { changeView, type View } from '../src/features/shell/view';
import { remember } from '../src/ui/local';
import { live, quiet } from './live';
import { kNow, office, people } from './office';

export type Screen = {
  session?: Partial<SessionState>;
  softphone?: Partial<SoftphoneState>;
  audio?: Partial<AudioState>;
  view?: Partial<View>;
  after?: () => void;
};

const ago = (seconds: number) => kNow - seconds * 1000;

const hafner: Call = {
  id: 'c1', direction: 'out', state: 'talking', peer: { name: 'Georg Hafner', number: '089 99998-140' }, deviceIds: ['here'],
  startedAt: ago(260), answeredAt: ago(252), heldByMe: false, heldByPeer: false, muted: false, codec: 'opus',
  actions: ['hang_up', 'hold', 'mute', 'send_digits'], answerOn: [],
};
const eleni: Call = {
  id: 'c2', direction: 'in', state: 'talking', peer: { name: 'Eleni Papadaki', number: '32', personId: 'eleni' }, deviceIds: ['here'],
  startedAt: ago(45), answeredAt: ago(38), heldByMe: true, heldByPeer: false, muted: false, actions: ['hang_up', 'retrieve'], answerOn: [],
};
const ringing: Call = {
  id: 'c3', direction: 'in', state: 'ringing', peer: { name: 'Georg Hafner', number: '089 99998-140' }, deviceIds: ['here', 'desk'],
  startedAt: ago(6), heldByMe: false, heldByPeer: false, muted: false, actions: ['answer', 'reject'], answerOn: ['here', 'desk'],
};
const second: Call = { ...ringing, id: 'c4', peer: { name: people.max?.name ?? '', number: '20', personId: 'max' }, startedAt: ago(1) };

const calling: Call = { ...hafner, id: 'c5', state: 'alerting', answeredAt: undefined, startedAt: ago(7), actions: ['hang_up'], peer: { name: 'Anna Berg', number: '10', personId: 'anna' } };

const talkingPeople = {
  ...people,
  ...(people.eleni
    ? { eleni: { ...people.eleni, state: { lamp: 'in_call' as const, since: ago(38), peer: { name: 'Samira Haddad', number: '24', personId: 'samira' } } } }
    : {}),
};
const inCall: Partial<SessionState> = { calls: [hafner, eleni], people: talkingPeople };

const sound: Partial<AudioState> = {
  microphone: 'granted',
  canChooseOutput: true,
  microphones: [{ id: '', label: '' }, { id: 'jabra', label: 'Jabra Evolve2 65' }, { id: 'laptop', label: 'Laptop microphone' }],
  speakers: [{ id: '', label: '' }, { id: 'jabra', label: 'Jabra Evolve2 65' }, { id: 'laptop', label: 'Laptop speakers' }],
  chosen: { microphone: 'jabra', speaker: 'jabra', ring: 'laptop', notice: 'ring' },
  volume: { speaker: 0.64, ring: 0.8 },
  sounds: { ring: true, ringAlso: true, missed: true, connection: true },
  plugged: [
    { at: Date.UTC(2026, 9, 2, 9, 58), label: 'Jabra Evolve2 65', came: true, chosen: true },
    { at: Date.UTC(2026, 9, 2, 8, 31), label: 'USB-C dock', came: false, chosen: false },
  ],
};
const tested: Partial<AudioState> = { ...sound, testLoudness: -18, testCancelsEcho: true };
const soundPage: Screen = { view: { place: { kind: 'settings', page: 'sound' } }, after: () => void findWay(() => Promise.resolve()) };

/** The page asks for it, and is answered. */
const told = (live: Live) => setTimeout(() => sessionStore.update({ live }));

export const screens: Record<string, Screen> = {
  signin: { session: { connection: { phase: 'signed_out', since: kNow }, loaded: false } },
  home: { view: { person: 'olu' } },
  'home-nobody': {},
  panel: { view: { person: 'olu' }, after: () => remember('home', 'panel') },
  call: { session: inCall },
  'call-person': { session: { calls: [{ ...eleni, heldByMe: false, muted: true, actions: hafner.actions }], people: talkingPeople } },
  calling: { session: { calls: [calling] } },
  keypad: { session: { calls: [hafner] }, view: { boxText: '3', padShown: true }, after: () => togglePad('c1') },
  search: { view: { boxText: 'berg 089 / 123 45-6', person: 'olu' } },
  'search-nobody': { view: { boxText: 'berg 089 / 123 45-6' } },
  'search-none': { view: { boxText: 'zacharias', person: 'olu' } },
  incoming: { session: { calls: [ringing] }, view: { person: 'olu' } },
  ringing: { session: { calls: [ringing, second] }, view: { person: 'olu' } },
  'incoming-in-call': { session: { ...inCall, calls: [hafner, second] } },
  devices: {
    view: { place: { kind: 'settings', page: 'devices' } },
    after: () => showSecret({ deviceId: 'site-phone', uri: 'sip:haddad-2@tragwerk.example', authUser: 'haddad-2', secret: 'k7Qv-91xT-mB4e-ZrD8' }, 'Phone in the site hut'),
  },
  'devices-plain': { view: { place: { kind: 'settings', page: 'devices' } } },
  sound: { ...soundPage, audio: tested },
  'sound-loud': { ...soundPage, softphone: { soundBlocked: true }, audio: { ...tested, testLoudness: -2, testClips: true, testCancelsEcho: false } },
  'sound-refused': { view: { place: { kind: 'settings', page: 'sound' } }, audio: { microphone: 'refused' } },
  'devices-trouble': { view: { place: { kind: 'settings', page: 'devices' } }, softphone: { soundBlocked: true } },
  notifications: { view: { place: { kind: 'settings', page: 'notifications' } }, softphone: { notifications: 'granted' } },
  settings: { view: { place: { kind: 'settings', page: undefined } } },
  profile: { view: { place: { kind: 'settings', page: 'profile' } } },
  keys: { view: { place: { kind: 'settings', page: 'keys' } } },
  look: { view: { place: { kind: 'settings', page: 'look' } } },
  'keys-dialog': { view: { keysShown: true } },
  reconnecting: {
    session: {
      connection: { phase: 'reconnecting', since: ago(20), nextTryAt: kNow + 4000 },
      calls: [{ ...hafner, deviceIds: ['desk'] }],
    },
    view: { person: 'olu' },
  },
  'mic-refused': { softphone: { phase: 'mic_refused', microphone: 'refused', notStarted: { kind: 'dial', uri: 'sip:31@tragwerk.example' } }, view: { person: 'olu' } },
  'home-blocked': { softphone: { soundBlocked: true } },
  'sound-blocked': { softphone: { soundBlocked: true }, view: { person: 'olu' } },
  empty: { session: { groups: [] } },
  livecalls: { view: { place: { kind: 'admin' }, liveCall: '3' }, after: () => told(live) },
  'livecalls-quiet': { view: { place: { kind: 'admin' } }, after: () => told(quiet) },
  notice: { view: { person: 'olu' }, after: () => tell('Anna Berg did not answer.') },
};

export function viewOf(screen: Screen): void {
  changeView({ place: { kind: 'home' }, person: undefined, liveCall: undefined, keysShown: false, boxText: '', padShown: false, ...screen.view });
}

export function sessionOf(screen: Screen): SessionState {
  return { ...office, ...screen.session };
}
