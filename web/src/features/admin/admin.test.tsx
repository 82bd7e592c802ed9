import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it } from 'vitest';
import { startTexts } from '../../i18n';
import type { Events, Results } from '../../session/api.gen';
import { kSnapshot } from '../../session/testing';
import { Shell } from '../shell/shell';
import { changeView, placeFor, placeOf } from '../shell/view';
import { asked, openSession, setSession, show, theSocket } from '../testing';
import { traffic, turnedAway, ways } from './figures';
import { codecName, nothingRings } from './words';

const administrator = { me: { ...kSnapshot.me, administrator: true } };
type View = Results<'live.watch'>;

const leg = { kind: 'phone', name: 'Desk phone', encrypted: false, held: false, muted: false } as const;
const view: View = {
  at: 1_000_000,
  calls: [
    {
      id: '7',
      state: 'talking',
      from: { name: 'Georg Hafner', number: '140' },
      to: { name: 'Samira Haddad', number: '24' },
      startedAt: 990_000,
      answeredAt: 996_000,
      legs: [
        {
          ...leg,
          deviceId: 'd1',
          side: 'from',
          state: 'talking',
          transport: 'udp',
          codec: 'PCMA',
          address: '10.0.2.4:5060',
        },
        {
          ...leg,
          deviceId: 'd2',
          side: 'to',
          state: 'talking',
          kind: 'softphone',
          encrypted: true,
          transport: 'wss',
          codec: 'opus',
        },
      ],
    },
    {
      id: '8',
      state: 'calling',
      from: { name: 'Mei Tanaka', number: '22' },
      to: { name: 'Tomáš Dvořák', number: '34' },
      startedAt: 900_000,
      legs: [{ ...leg, deviceId: 'd3', side: 'from', state: 'calling', transport: 'tls' }],
    },
  ],
  lost: [{ deviceId: 'd9', name: 'Hut phone', owner: 'Eleni Papadaki', number: '32', why: 'expired', at: 999_000 }],
  figures: {
    'sidetone_part_up{part="media"}': 1,
    'sidetone_part_up{part="store"}': 1,
    'sidetone_calls{state="established"}': 1,
    'sidetone_calls{state="setting_up"}': 1,
    'sidetone_registrations{transport="udp"}': 3,
    'sidetone_sip_flows{transport="udp"}': 4,
    'sidetone_sip_requests_received_total{method="INVITE"}': 7,
    'sidetone_sip_requests_sent_total{method="INVITE"}': 11,
    'sidetone_sip_requests_received_total{method="REFER"}': 0,
    'sidetone_sip_requests_sent_total{method="REFER"}': 0,
    'sidetone_sip_messages_dropped_total{reason="malformed"}': 5,
    'sidetone_sip_messages_dropped_total{reason="of_tomorrow"}': 2,
    'sidetone_logins_refused_total{reason="digest_wrong"}': 0,
  },
};

function watching(): void {
  const request = theSocket().received.find((one) => one.method === 'live.watch');
  theSocket().answer(request, structuredClone(view));
}

let seq = 0;
function changed(data: Events['live.changed']): void {
  seq += 1;
  theSocket().event(seq, 'live.changed', data);
}

async function showPage() {
  const shown = show(<Shell />, administrator);
  act(() => changeView({ place: { kind: 'admin' } }));
  await act(async () => watching());
  return shown;
}

const rows = () =>
  within(screen.getByRole('grid', { name: /Calls/ }))
    .getAllByRole('row')
    .slice(1);

describe('the place of administrators', () => {
  beforeAll(openSession);

  it('has an address', () => {
    expect(placeOf('#/admin/live')).toEqual({ kind: 'admin' });
    expect(placeFor({ kind: 'admin' }, true)).toEqual({ kind: 'admin' });
    expect(placeFor({ kind: 'admin' }, false)).toEqual({ kind: 'home' });
  });

  it('is in the rail of an administrator', () => {
    show(<Shell />, administrator);
    expect(screen.getByRole('link', { name: 'Admin' })).toBeTruthy();
  });

  it('is nowhere for anybody else, not even by its address, and asks the server for nothing', () => {
    show(<Shell />);
    act(() => changeView({ place: { kind: 'admin' } }));
    expect(screen.queryByRole('link', { name: 'Admin' })).toBeNull();
    expect(screen.queryByRole('heading', { name: 'Live' })).toBeNull();
    expect(asked().some(({ method }) => method.startsWith('live.'))).toBe(false);
  });
});

describe('the page Live', () => {
  beforeAll(openSession);

  it('shows every call with who, to whom and by what', async () => {
    await showPage();
    const [first, second] = rows();
    expect(first?.textContent).toContain('Georg Hafner');
    expect(first?.textContent).toContain('Samira Haddad');
    expect(first?.textContent).toContain('UDP, WebSocket · G.711, Opus');
    expect(within(first as HTMLElement).getByRole('img', { name: 'In a call' })).toBeTruthy();
    expect(second?.textContent).toContain('No device rings');
    expect(screen.getByText('Hut phone, did not renew its registration')).toBeTruthy();
  });

  it('follows what the server tells', async () => {
    await showPage();
    act(() =>
      changed({ at: 1_001_000, ended: ['7'], lost: [], figures: { 'sidetone_calls{state="established"}': 0 } }),
    );
    expect(rows()).toHaveLength(1);
    expect(screen.getByText('1 now')).toBeTruthy();
    expect(screen.getByText('no phone')).toBeTruthy();
    act(() => changed({ at: 1_002_000, ended: ['8'] }));
    expect(screen.getByText('Nobody is calling. A call appears here by itself.')).toBeTruthy();
  });

  it('tells the legs of the call that was chosen, by keys alone', async () => {
    await showPage();
    const pane = screen.getByRole('region', { name: 'Details' });
    expect(within(pane).getByText('Choose a call to see its devices.')).toBeTruthy();
    act(() => rows()[0]?.focus());
    await userEvent.keyboard('{Enter}');
    expect(within(pane).getByRole('heading', { name: 'Georg Hafner and Samira Haddad' })).toBeTruthy();
    const [from, to] = within(pane).getAllByRole('listitem');
    expect(from?.textContent).toContain('Desk phone, in the call');
    expect(from?.textContent).toContain('10.0.2.4:5060, UDP, RTP, not encrypted · G.711');
    expect(to?.textContent).toContain('WebSocket, SRTP · Opus');
    await userEvent.keyboard('{ArrowDown}');
    expect(within(pane).getByText('No device of the called person is registered.')).toBeTruthy();
    act(() => changed({ at: 1_003_000, ended: ['8'] }));
    expect(within(pane).getByText('This call has ended.')).toBeTruthy();
  });

  it('finds calls by name or number, whatever the accents', async () => {
    await showPage();
    const field = screen.getByRole('searchbox', { name: 'Name or number' });
    await userEvent.type(field, 'dvor');
    expect(rows()).toHaveLength(1);
    await userEvent.clear(field);
    await userEvent.type(field, '140');
    expect(rows()[0]?.textContent).toContain('Georg Hafner');
    await userEvent.type(field, '9');
    expect(screen.getByText('No call with this name or number.')).toBeTruthy();
  });

  it('says what was turned away in words, and what it has no words for as it is', async () => {
    await showPage();
    const table = screen.getByRole('table', { name: 'Turned away' });
    expect(within(table).getByRole('row', { name: 'No SIP message 5' })).toBeTruthy();
    expect(within(table).getByRole('row', { name: 'of_tomorrow 2' })).toBeTruthy();
    expect(within(table).queryByText('Device with a wrong secret')).toBeNull();
    const messages = screen.getByRole('table', { name: 'SIP messages' });
    expect(within(messages).getByRole('row', { name: 'INVITE 7 11' })).toBeTruthy();
    expect(within(messages).queryByText('REFER')).toBeNull();
  });

  it('says in its health what does not work', async () => {
    await showPage();
    act(() => changed({ at: 1_004_000, figures: { 'sidetone_part_up{part="media"}': 0 } }));
    const pane = screen.getByRole('region', { name: 'Details' });
    expect(within(pane).getByText('no call can be set up')).toBeTruthy();
    expect(screen.getByText('degraded')).toBeTruthy();
  });

  it('asks again after the server has begun a new session, and ends with the page', async () => {
    const { unmount } = await showPage();
    theSocket().received.length = 0;
    act(() => setSession(administrator));
    expect(asked()).toEqual([{ method: 'live.watch', params: {} }]);
    await act(async () => watching());
    unmount();
    expect(asked().at(-1)).toEqual({ method: 'live.unwatch', params: {} });
  });

  it('speaks German', async () => {
    await startTexts('de');
    await showPage();
    expect(screen.getByRole('heading', { name: 'Verwaltung' })).toBeTruthy();
    expect(screen.getByRole('table', { name: 'Abgewiesen' }).textContent).toContain('Keine SIP-Nachricht');
    await startTexts('en');
  });
});

describe('the figures', () => {
  it('are put together by family and label', () => {
    expect(ways(view.figures)).toEqual([{ name: 'udp', registrations: 3, flows: 4 }]);
    expect(traffic(view.figures)).toEqual([{ name: 'INVITE', received: 7, sent: 11 }]);
    expect(turnedAway(view.figures)).toEqual([
      { what: 'messages', reason: 'malformed', count: 5 },
      { what: 'messages', reason: 'of_tomorrow', count: 2 },
    ]);
  });
});

describe('a call that nothing answers', () => {
  const calling = view.calls[1] as View['calls'][number];

  it('is marked when no device rings after five seconds', () => {
    expect(nothingRings(calling, calling.startedAt + 4_000)).toBe(false);
    expect(nothingRings(calling, calling.startedAt + 6_000)).toBe(true);
    const rings = { ...calling, legs: [{ ...leg, deviceId: 'd4', side: 'to' as const, state: 'ringing' as const }] };
    expect(nothingRings(rings, calling.startedAt + 60_000)).toBe(false);
  });
});

describe('a codec', () => {
  it('has the name people know', () => {
    expect(['opus', 'PCMA', 'PCMU', 'G722', 'speex'].map(codecName)).toEqual([
      'Opus',
      'G.711',
      'G.711',
      'G.722',
      'speex',
    ]);
  });
});
