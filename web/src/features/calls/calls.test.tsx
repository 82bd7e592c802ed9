import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { softphoneStore } from '../../platform/softphone_state';
import { Shell } from '../shell/shell';
import { aCall, asked, openSession, setSession, show } from '../testing';
import { CallCard } from './call_card';

const ringing = aCall({
  state: 'ringing',
  deviceIds: ['here', 'desk'],
  actions: ['answer', 'reject'],
  answerOn: ['desk', 'here'],
});
const talking = aCall({ id: 'c2', actions: ['hang_up', 'hold', 'mute', 'send_digits'], answeredAt: 1_000_000 });
const commands = () => asked().filter((one) => one.method.startsWith('calls.'));

describe('a call that rings', () => {
  beforeAll(openSession);
  beforeEach(() => localStorage.clear());

  it('is announced at once and takes no focus from what is being typed', async () => {
    show(<Shell />);
    const box = screen.getByRole('combobox');
    await userEvent.type(box, 'mei');
    act(() => setSession({ calls: [ringing] }));
    expect(document.activeElement).toBe(box);
    const line = screen.getByText('Call from Georg Hafner');
    expect(line.closest('[aria-live]')?.getAttribute('aria-live')).toBe('assertive');
  });

  it('is answered here by F8, even while typing', async () => {
    show(<Shell />, { calls: [ringing] });
    await userEvent.type(screen.getByRole('combobox'), '{F8}');
    expect(commands()).toEqual([{ method: 'calls.answer', params: { callId: 'c1', deviceId: 'here' } }]);
  });

  it('is rejected by Shift+F8, unless a call is talked on: then that one is hung up', async () => {
    show(<Shell />, { calls: [ringing] });
    await userEvent.keyboard('{Shift>}{F8}{/Shift}');
    act(() => setSession({ calls: [talking, ringing] }));
    await userEvent.keyboard('{Shift>}{F8}{/Shift}');
    expect(commands()).toEqual([
      { method: 'calls.reject', params: { callId: 'c1' } },
      { method: 'calls.hang_up', params: { callId: 'c2' } },
    ]);
  });

  it('has Answer as the first stop after F6, and can be taken on the phone', async () => {
    show(<Shell />, { calls: [ringing] });
    const card = screen.getByRole('region', { name: 'Call from Georg Hafner' });
    await userEvent.click(screen.getByRole('combobox'));
    await userEvent.keyboard('{F6}');
    expect(document.activeElement?.textContent).toContain('Answer here');
    await userEvent.click(within(card).getByRole('button', { name: 'On Desk phone' }));
    expect(commands()).toEqual([{ method: 'calls.answer', params: { callId: 'c1', deviceId: 'desk' } }]);
  });

  it('can be silenced here, once, and rings on', async () => {
    show(<Shell />, { calls: [ringing] });
    await userEvent.click(screen.getByRole('button', { name: 'Silence' }));
    expect(softphoneStore.get().silenced).toEqual(['c1']);
    expect(screen.queryByRole('button', { name: 'Silence' })).toBeNull();
    expect(screen.getByRole('button', { name: /Answer here/ })).toBeTruthy();
    softphoneStore.update({ silenced: [] });
  });

  it('has nothing to silence where this browser does not ring', () => {
    show(<Shell />, { calls: [{ ...ringing, deviceIds: ['desk'], answerOn: ['desk'] }] });
    expect(screen.queryByRole('button', { name: 'Silence' })).toBeNull();
  });

  it('is taken on the phone first while the browser refuses the microphone', async () => {
    softphoneStore.update({ microphone: 'refused' });
    show(<Shell />, { calls: [ringing] });
    await userEvent.keyboard('{F8}');
    expect(commands()).toEqual([{ method: 'calls.answer', params: { callId: 'c1', deviceId: 'desk' } }]);
    act(() => softphoneStore.update({ microphone: 'unknown' }));
  });

  it('offers no way to answer that there is not', () => {
    show(<Shell />, { calls: [{ ...ringing, answerOn: [], actions: ['reject'] }] });
    expect(screen.queryByRole('button', { name: /Answer/ })).toBeNull();
    expect(screen.getByRole('button', { name: /Reject/ })).toBeTruthy();
  });
});

describe('a call card', () => {
  beforeAll(openSession);
  const buttons = () => screen.getAllByRole('button').map((button) => button.textContent);

  it('has exactly the actions that are possible', () => {
    const { rerender } = show(<CallCard call={talking} />, { calls: [talking] });
    expect(buttons()).toEqual(['Hold', 'Mute', 'Keypad', 'Hang up']);
    rerender(<CallCard call={aCall({ direction: 'out', state: 'alerting' })} />);
    expect(buttons()).toEqual(['Cancel the call']);
    rerender(<CallCard call={{ ...talking, heldByMe: true, actions: ['hang_up', 'retrieve'] }} />);
    expect(buttons()).toEqual(['Back to Georg Hafner', 'Hang up']);
  });

  it('holds, mutes and hangs up', async () => {
    show(<CallCard call={talking} />, { calls: [talking] });
    await userEvent.click(screen.getByRole('button', { name: 'Hold' }));
    await userEvent.click(screen.getByRole('button', { name: 'Mute' }));
    await userEvent.click(screen.getByRole('button', { name: 'Hang up' }));
    expect(commands()).toEqual([
      { method: 'calls.hold', params: { callId: 'c2' } },
      { method: 'calls.mute', params: { callId: 'c2', muted: true } },
      { method: 'calls.hang_up', params: { callId: 'c2' } },
    ]);
  });

  it('unmutes what is muted and says that it is', async () => {
    const muted = { ...talking, muted: true };
    show(<CallCard call={muted} />, { calls: [muted] });
    expect(screen.getByText('You are muted')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Unmute' }));
    expect(commands()).toEqual([{ method: 'calls.mute', params: { callId: 'c2', muted: false } }]);
  });

  it('sends digits by press and by key, each at once', async () => {
    show(<CallCard call={talking} />, { calls: [talking] });
    await userEvent.click(screen.getByRole('button', { name: 'Keypad' }));
    await userEvent.click(screen.getByRole('button', { name: '4' }));
    await userEvent.keyboard('#');
    expect(commands()).toEqual([
      { method: 'calls.send_digits', params: { callId: 'c2', digits: '4' } },
      { method: 'calls.send_digits', params: { callId: 'c2', digits: '#' } },
    ]);
    expect(screen.getByText('4#')).toBeTruthy();
  });

  it('is steered by single letters outside fields, unless they are switched off', async () => {
    show(<Shell />, { calls: [talking] });
    await userEvent.keyboard('m');
    localStorage.setItem('sidetone.ui.letters', 'off');
    await userEvent.keyboard('h');
    expect(commands()).toEqual([{ method: 'calls.mute', params: { callId: 'c2', muted: true } }]);
    localStorage.clear();
  });
});
