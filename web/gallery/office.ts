// The office of the drawings: invented people of an engineers' office in Munich, as a session would tell of them.
import type { Device, Group, Person, PersonState, SignIn, System } from '../src/session/api.gen';
import type { SessionState } from '../src/session/store';

/** Every screen is drawn at this moment: 2 October 2026, 12:04 in Munich. */
export const kNow = Date.UTC(2026, 9, 2, 10, 4, 0);
const ago = (seconds: number) => kNow - seconds * 1000;
const at = (hours: number, minutes: number) => Date.UTC(2026, 9, 2, hours - 2, minutes);

type Known = { id: string; name: string; number: string; department: string; state: PersonState; kind?: Person['kind']; location?: string };

const free: PersonState = { lamp: 'free', since: at(11, 51) };
const inCall = (seconds: number, name?: string, number = '', personId?: string): PersonState => ({
  lamp: 'in_call',
  since: ago(seconds),
  direction: 'out',
  ...(name ? { peer: { name, number, ...(personId ? { personId } : {}) } } : {}),
});

const kPeople: readonly Known[] = [
  { id: 'samira', name: 'Samira Haddad', number: '24', department: 'Structural engineering', state: free, location: 'Munich' },
  { id: 'mei', name: 'Mei Tanaka', number: '22', department: 'Structural engineering', state: inCall(134, 'Hanna Köhler', '089 99998-402') },
  { id: 'olu', name: 'Oluwaseun Adebayo', number: '31', department: 'Geotechnics', state: free, location: 'Munich' },
  { id: 'max', name: 'Maximiliana Freifrau von Hohenstein-Wallersdorf', number: '20', department: 'Management', state: inCall(1571) },
  { id: 'chiara', name: 'Chiara Lombardi', number: '23', department: 'Project management', state: free },
  { id: 'arjun', name: 'Arjun Raghunathan', number: '25', department: 'Bridges', state: { lamp: 'not_reachable', since: at(9, 40) } },
  { id: 'freya', name: 'Freya Østergaard', number: '42', department: 'BIM', state: free },
  { id: 'anna', name: 'Anna Berg', number: '10', department: 'Reception', state: free },
  {
    id: 'jonas', name: 'Jonas Weidenfeller', number: '11', department: 'Reception',
    state: { lamp: 'ringing', since: ago(4), direction: 'in', peer: { name: 'Kessler Fassaden KG', number: '0821 4478-0' } },
  },
  { id: 'minh', name: 'Minh Anh Nguyen', number: '12', department: 'Accounts', state: { lamp: 'not_reachable', since: Date.UTC(2026, 8, 18) } },
  { id: 'priya', name: 'Priya Shah', number: '14', department: 'IT', state: inCall(700) },
  { id: 'rosa', name: 'Rosa Delgado', number: '15', department: 'Human resources', state: { lamp: 'unknown' } },
  { id: 'seb', name: 'Sebastian Kowalczyk', number: '13', department: 'Tender office', state: free },
  { id: 'eleni', name: 'Eleni Papadaki', number: '32', department: 'Site management', state: free },
  { id: 'tomas', name: 'Tomáš Dvořák', number: '34', department: 'Survey', state: { lamp: 'not_reachable', since: at(11, 20) } },
  { id: 'lucas', name: 'Lucas Ferreira', number: '33', department: 'Site, Riem', state: free },
  { id: 'front', name: 'Reception', number: '1', department: '', state: free, kind: 'reception' },
  { id: 'isar', name: 'Meeting room Isar', number: '60', department: 'Room, 8 seats', state: free, kind: 'room' },
];

const kShort: Record<string, string> = { samira: 'haddad', olu: 'adebayo', max: 'hohenstein', anna: 'berg', mei: 'tanaka', eleni: 'papadaki' };

function person({ kind = 'person', ...known }: Known): Person {
  const shortName = kShort[known.id] ?? known.id;
  return { ...known, kind, shortName, ...(kind === 'person' ? { email: `${shortName}@tragwerk.example` } : {}) };
}

export const people: Record<string, Person> = Object.fromEntries(kPeople.map((known) => [known.id, person(known)]));

export const groups: Group[] = [
  { id: 'bridge', name: 'Isar bridge', memberIds: ['mei', 'olu', 'max', 'chiara', 'arjun', 'freya'] },
  { id: 'office', name: 'Office', memberIds: ['anna', 'jonas', 'minh', 'priya', 'rosa', 'seb'] },
  { id: 'site', name: 'Site and survey', memberIds: ['eleni', 'tomas', 'lucas'] },
  { id: 'rooms', name: 'Rooms', memberIds: ['front', 'isar'] },
];

export const devices: Device[] = [
  {
    id: 'desk', kind: 'phone', name: 'desk phone', authUser: 'haddad-1', registered: true, registeredSince: at(7, 58),
    userAgent: 'Snom D785', transport: 'tls', address: '10.0.2.117',
  },
  {
    id: 'here', kind: 'softphone', name: 'Browser', authUser: 'haddad-w1', registered: true, registeredSince: at(8, 31),
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chromium/156.0 Safari/537.36', transport: 'wss', address: '10.0.2.114', signInId: 's1',
  },
  { id: 'site-phone', kind: 'phone', name: 'phone in the site hut', authUser: 'haddad-2', registered: false },
];

export const signIns: SignIn[] = [
  {
    id: 's1', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chromium/156.0 Safari/537.36', address: '10.0.2.114',
    createdAt: at(8, 31), seenAt: kNow, connected: true,
  },
  {
    id: 's2', userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0', address: '10.0.2.86',
    createdAt: Date.UTC(2026, 8, 4, 7, 12), seenAt: at(11, 44), connected: false,
  },
  {
    id: 's3', userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1',
    address: '203.0.113.40', createdAt: Date.UTC(2026, 7, 11, 16, 0), seenAt: Date.UTC(2026, 9, 1, 16, 22), connected: false,
  },
];

const system: System = {
  name: 'tragwerk.example',
  sip: { host: 'pbx.tragwerk.example', udpPort: 5060, tcpPort: 5060, tlsPort: 5061 },
  passwordPolicy: { minLength: 10, minClasses: 2 },
};

export const office: SessionState = {
  connection: { phase: 'open', since: kNow },
  clockOffset: 0,
  loaded: true,
  me: { personId: 'samira', signInId: 's1', mayChangePassword: true, administrator: true },
  system,
  people,
  groups,
  calls: [],
  endedCalls: [],
  devices,
  signIns,
};
