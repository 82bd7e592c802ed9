import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it } from 'vitest';
import { softphoneStore } from '../../platform/softphone_state';
import { sessionStore } from '../../session/store';
import { aCall, asked, kDevices, openSession, show } from '../testing';
import { layoutOf } from './layout';
import { Shell } from './shell';
import { addressOf, changeView, placeOf } from './view';

describe('the frame', () => {
  it('is touch by the address or a coarse pointer, narrow below 900 px', () => {
    expect(layoutOf('?touch=true', false, false)).toBe('touch');
    expect(layoutOf('', true, false)).toBe('touch');
    expect(layoutOf('?touch=false', true, true)).toBe('narrow');
    expect(layoutOf('', false, false)).toBe('wide');
  });

  it('keeps the place in the address', () => {
    expect(placeOf('#/settings/sound')).toEqual({ kind: 'settings', page: 'sound' });
    expect(placeOf('#/settings/nonsense')).toEqual({ kind: 'settings', page: undefined });
    expect(placeOf(addressOf({ kind: 'home' }))).toEqual({ kind: 'home' });
  });
});

describe('the client', () => {
  beforeAll(openSession);

  it('says what would ring, and remembers what calls start from', async () => {
    show(<Shell />, { devices: kDevices });
    expect(screen.getByTitle('A call now would ring: Desk phone, browser')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Calls you start go out from this browser' }));
    await userEvent.click(await screen.findByRole('menuitemradio', { name: /Desk phone/ }));
    expect(screen.getByRole('button', { name: 'Calls you start go out from Desk phone' })).toBeTruthy();
    expect(localStorage.getItem('sidetone.ui.call-from')).toBe('desk');
    localStorage.clear();
  });

  it('says why this browser is no place to be reached, in every place', () => {
    show(<Shell />, { devices: kDevices });
    act(() => softphoneStore.update({ soundBlocked: true }));
    expect(screen.getByTitle('A call now would ring only: Desk phone. This browser holds back sound.')).toBeTruthy();
    act(() => changeView({ place: { kind: 'settings', page: 'devices' } }));
    expect(screen.getByText('The browser holds back sound.')).toBeTruthy();
    act(() => softphoneStore.update({ soundBlocked: false, microphone: 'refused' }));
    expect(
      screen.getByTitle('A call now would ring only: Desk phone. This browser refuses the microphone.'),
    ).toBeTruthy();
    act(() => softphoneStore.update({ microphone: 'unknown' }));
  });

  it('says which call was missed', () => {
    show(<Shell />, { calls: [] });
    const ended = { call: aCall({ id: 'm1', state: 'ringing' }), reason: 'cancelled' as const, endedAt: Date.now() };
    act(() => sessionStore.update({ endedCalls: [ended] }));
    expect(screen.getByText('You missed a call from Georg Hafner.')).toBeTruthy();
  });

  it('says that nothing would ring when nothing is connected', () => {
    show(<Shell />, { devices: [] });
    expect(screen.getByText('Nothing would ring')).toBeTruthy();
  });

  it('while reconnecting says so, and offers nothing that cannot be done', () => {
    show(<Shell />, { calls: [aCall({ actions: ['hang_up', 'hold'] })] });
    act(() => sessionStore.update({ connection: { phase: 'reconnecting', since: Date.now() } }));
    expect(screen.getByText('Reconnecting …')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Try now' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Hang up' })).toBeNull();
    expect(screen.queryByRole('button', { name: /^Call / })).toBeNull();
    expect(asked()).toEqual([]);
  });

  it('says how a call ended when nobody answered', () => {
    show(<Shell />, { calls: [] });
    const ended = { call: aCall({ direction: 'out' }), reason: 'no_answer' as const, endedAt: Date.now() };
    act(() => sessionStore.update({ endedCalls: [ended] }));
    expect(screen.getByText('Georg Hafner did not answer.')).toBeTruthy();
  });
});
