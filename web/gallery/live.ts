// What an administrator sees of the office of the drawings.
import type { LiveCall, LiveLeg } from '../src/session/api.gen';
import type { Live } from '../src/session/store';
import { kNow, people } from './office';

const ago = (seconds: number) => kNow - seconds * 1000;
const at = (id: string) => ({ name: people[id]?.name ?? id, number: people[id]?.number ?? '', personId: id });
const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chromium/156.0 Safari/537.36';

type Leg = Partial<LiveLeg> & Pick<LiveLeg, 'side' | 'deviceId'>;
const desk = (leg: Leg): LiveLeg => ({
  kind: 'phone', name: 'desk phone', transport: 'tls', userAgent: 'Snom D785', encrypted: true, codec: 'G722', state: 'talking', held: false, muted: false, ...leg,
});
const browser = (leg: Leg): LiveLeg => ({
  kind: 'softphone', name: 'Chromium on Linux', transport: 'wss', userAgent: chrome, encrypted: true, codec: 'opus', state: 'talking', held: false, muted: false, ...leg,
});
const talk = (id: string, from: string, to: string, seconds: number, legs: LiveLeg[]): LiveCall => ({
  id, state: 'talking', from: at(from), to: at(to), startedAt: ago(seconds + 6), answeredAt: ago(seconds), legs,
});
const { codec: _none, ...ringingDesk } = desk({ side: 'to', deviceId: 'd7', address: '10.0.2.111:5060', state: 'ringing' });

const calls: LiveCall[] = [
  talk('1', 'isar', 'chiara', 760, [desk({ side: 'from', deviceId: 'd1', name: 'Conference phone' }), browser({ side: 'to', deviceId: 'd2' })]),
  talk('2', 'priya', 'lucas', 700, [browser({ side: 'from', deviceId: 'd3' }), desk({ side: 'to', deviceId: 'd4', transport: 'udp', encrypted: false, codec: 'PCMA' })]),
  talk('3', 'olu', 'samira', 252, [
    desk({ side: 'from', deviceId: 'd5', address: '10.0.2.131:49152' }),
    browser({ side: 'to', deviceId: 'd6', address: '10.0.2.114:51514', held: true }),
  ]),
  talk('4', 'mei', 'freya', 134, [desk({ side: 'from', deviceId: 'd8' }), desk({ side: 'to', deviceId: 'd9' })]),
  {
    id: '5', state: 'alerting', from: at('anna'), to: at('jonas'), startedAt: ago(4),
    legs: [desk({ side: 'from', deviceId: 'd10', state: 'calling' }), ringingDesk, browser({ side: 'to', deviceId: 'd11', state: 'ringing' })],
  },
  { id: '6', state: 'calling', from: at('max'), to: at('tomas'), startedAt: ago(17), legs: [desk({ side: 'from', deviceId: 'd12', state: 'calling' })] },
];

const both = (family: string, label: string, values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`sidetone_${family}{${label}="${key}"}`, value]));

const figures = {
  ...both('part_up', 'part', { media: 1, store: 1 }),
  sidetone_certificate_expiry_timestamp_seconds: kNow / 1000 + 62 * 86400,
  ...both('registrations', 'transport', { udp: 14, tcp: 2, tls: 181, ws: 0, wss: 41 }),
  ...both('calls', 'state', { setting_up: 2, established: 4 }),
  ...both('sip_flows', 'transport', { udp: 15, tcp: 2, tls: 183, ws: 0, wss: 41 }),
  sidetone_sip_dialogs: 8,
  sidetone_sip_invites_in_progress: 4,
  ...both('sip_transactions', 'kind', { server: 21, client: 13, finished: 160 }),
  ...both('sip_requests_received_total', 'method', { INVITE: 1204, ACK: 1187, BYE: 802, CANCEL: 96, REGISTER: 48211, OPTIONS: 311, other: 4 }),
  ...both('sip_requests_sent_total', 'method', { INVITE: 2619, ACK: 2540, BYE: 511, CANCEL: 1402, NOTIFY: 38, REGISTER: 0, OPTIONS: 0, other: 0 }),
  ...both('sip_responses_received_total', 'class', { '1xx': 5107, '2xx': 2601, '4xx': 1480, '5xx': 2 }),
  ...both('sip_responses_sent_total', 'class', { '1xx': 2391, '2xx': 25904, '4xx': 24610, '5xx': 0 }),
  ...both('sip_retransmissions_total', 'direction', { received: 118, sent: 97 }),
  ...both('sip_messages_dropped_total', 'reason', { malformed: 61, inbox_full: 0, unsent: 3, overload: 0, no_transaction: 12, no_dialog: 0 }),
  ...both('connections_closed_total', 'reason', { limit: 0, slow_reader: 1, timeout: 9, protocol: 2 }),
  ...both('logins_refused_total', 'reason', { password_wrong: 6, password_throttled: 0, digest_wrong: 14 }),
  process_start_time_seconds: kNow / 1000 - 41 * 86400,
};

export const live: Live = {
  at: kNow,
  calls,
  lost: [
    { deviceId: 'd20', name: 'desk phone', owner: people.tomas?.name ?? '', number: '34', why: 'expired', at: ago(44 * 60) },
    { deviceId: 'd21', name: 'phone in the site hut', owner: people.eleni?.name ?? '', number: '32', why: 'connection_lost', at: ago(6 * 60) },
  ],
  figures,
  load: 0.07,
};

export const quiet: Live = {
  at: kNow,
  calls: [],
  lost: [],
  figures: {
    ...both('part_up', 'part', { media: 0, store: 1 }),
    sidetone_certificate_expiry_timestamp_seconds: kNow / 1000 + 12 * 86400,
    ...both('registrations', 'transport', { udp: 0, tcp: 0, tls: 0, ws: 0, wss: 1 }),
    ...both('sip_flows', 'transport', { udp: 0, tcp: 0, tls: 0, ws: 0, wss: 1 }),
    process_start_time_seconds: kNow / 1000 - 48,
  },
};
