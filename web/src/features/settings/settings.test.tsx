import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { audioStore } from '../../platform/audio_state';
import { notificationStore } from '../../platform/notification';
import { softphoneStore } from '../../platform/softphone_state';
import { aCall, asked, kDevices, openSession, setSession, show, theSocket } from '../testing';
import { browserOf } from './agent';
import { DevicesPage } from './devices_page';
import { forgetSecret } from './new_secret';
import { NotificationsPage } from './notifications_page';
import { SettingsPane } from './pane';
import { ProfilePage } from './profile_page';
import { SoundFindings } from './sound_findings';
import { SoundPage } from './sound_page';

function requestFor(method: string) {
  return theSocket().received.find((one) => one.method === method);
}

describe('own devices', () => {
  beforeAll(openSession);
  beforeEach(() => forgetSecret());

  const page = (
    <>
      <DevicesPage />
      <SettingsPane page="devices" />
    </>
  );
  const added = {
    deviceId: 'd9',
    uri: 'sip:anna-9@tragwerk.example',
    authUser: 'anna-9',
    secret: 'k7Qv-91xT-mB4e-ZrD8',
  };

  it('get a phone whose secret is shown once, and say when it has come', async () => {
    show(page, { devices: kDevices });
    await userEvent.click(screen.getByRole('button', { name: 'Add a phone' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'Workshop{Enter}');
    expect(requestFor('devices.add')?.params).toEqual({ name: 'Workshop' });
    await act(async () => theSocket().answer(requestFor('devices.add'), added));
    expect(screen.getByText('k7Qv-91xT-mB4e-ZrD8')).toBeTruthy();
    expect(screen.getByText('waiting for it')).toBeTruthy();
    const phone = {
      id: 'd9',
      kind: 'phone' as const,
      name: 'Workshop',
      authUser: 'anna-9',
      registered: true,
      registeredSince: Date.now(),
      address: '10.0.2.131',
    };
    act(() => setSession({ devices: [...kDevices, phone] }));
    expect(screen.getByText('from 10.0.2.131')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Close, the secret is not shown again' }));
    expect(screen.queryByText('k7Qv-91xT-mB4e-ZrD8')).toBeNull();
  });

  it('say what keeps this browser from being one, and mend it', async () => {
    show(page, { devices: kDevices });
    act(() => softphoneStore.update({ soundBlocked: true }));
    expect(screen.getByText('held back by the browser')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Fix' }));
    expect(screen.queryByText('held back by the browser')).toBeNull();
  });

  it('are removed only after a question by name', async () => {
    show(page, { devices: kDevices });
    await userEvent.click(screen.getByRole('button', { name: 'More for Desk phone' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Remove' }));
    const question = await screen.findByRole('dialog', { name: 'Remove “Desk phone”?' });
    expect(requestFor('devices.remove')).toBeUndefined();
    await userEvent.click(within(question).getByRole('button', { name: 'Remove' }));
    expect(requestFor('devices.remove')?.params).toEqual({ deviceId: 'desk' });
  });

  it('say in words why the server refused', async () => {
    show(page, { devices: kDevices });
    await userEvent.click(screen.getByRole('button', { name: 'Add a phone' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'One more{Enter}');
    const before = asked().length;
    await act(async () => theSocket().refuse(requestFor('devices.add'), 'devices.too_many'));
    expect(asked()).toHaveLength(before);
    expect(screen.queryByText('Settings of the phone')).toBeNull();
  });
});

describe('what this browser shows and plays', () => {
  beforeAll(openSession);
  beforeEach(() => localStorage.clear());

  it('asks for notifications first, then switches each kind, and keeps it', async () => {
    softphoneStore.update({ notifications: 'default' });
    show(<NotificationsPage />);
    expect(screen.getByRole('button', { name: 'Allow' })).toBeTruthy();
    expect(screen.queryByRole('switch')).toBeNull();
    act(() => softphoneStore.update({ notifications: 'granted' }));
    await userEvent.click(screen.getByRole('switch', { name: 'Missed calls' }));
    expect(notificationStore.get()).toEqual({ calls: true, missed: false });
    expect(JSON.parse(localStorage.getItem('sidetone.notifications') ?? '')).toEqual({ calls: true, missed: false });
    notificationStore.set({ calls: true, missed: true });
  });

  it('says where blocked notifications are allowed', () => {
    softphoneStore.update({ notifications: 'denied' });
    show(<NotificationsPage />);
    expect(screen.getByText(/Allow them in the site settings/)).toBeTruthy();
  });

  it('switches ringing and each notice, and keeps it', async () => {
    show(<SoundPage />);
    await userEvent.click(screen.getByRole('switch', { name: 'Ring in this browser' }));
    await userEvent.click(screen.getByRole('checkbox', { name: 'Missed call' }));
    expect(audioStore.get().sounds).toMatchObject({ ring: false, missed: false, connection: true });
    expect(JSON.parse(localStorage.getItem('sidetone.audio') ?? '')).toMatchObject({ sounds: { ring: false } });
    audioStore.update({ sounds: { ring: true, ringAlso: false, missed: true, connection: true } });
  });

  it('offers to ring also on the speaker only where ringing has an output of its own', async () => {
    audioStore.update({ canChooseOutput: true });
    show(<SoundPage />);
    expect(screen.queryByRole('switch', { name: 'Also on the speaker' })).toBeNull();
    act(() => audioStore.update({ chosen: { ...audioStore.get().chosen, ring: 'laptop' } }));
    expect(screen.getByRole('switch', { name: 'Also on the speaker' })).toBeTruthy();
    act(() => audioStore.update({ canChooseOutput: false, chosen: { ...audioStore.get().chosen, ring: '' } }));
  });

  it('takes the ring tone that is chosen, and keeps it', async () => {
    show(<SoundPage />);
    await userEvent.click(screen.getByRole('button', { name: 'Quiet two-note Tone' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Marimba' }));
    expect(JSON.parse(localStorage.getItem('sidetone.audio') ?? '')).toMatchObject({ ringTone: 'marimba' });
    expect(screen.getByRole('button', { name: 'Marimba Tone' })).toBeTruthy();
    audioStore.update({ ringTone: 'two_note' });
  });

  it('tests nothing while one is in a call', () => {
    show(<SettingsPane page="sound" />);
    expect(screen.getByRole('button', { name: 'Start the test' })).toBeTruthy();
    act(() => setSession({ calls: [aCall()] }));
    expect(screen.queryByRole('button', { name: 'Start the test' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Record 5 s' })).toBeNull();
  });
});

describe('what a test of the sound found', () => {
  beforeAll(openSession);
  const found = (title: string) => within(screen.getByText(title).closest('li') as HTMLElement);
  const clear = {
    testLoudness: undefined,
    testClips: false,
    testCancelsEcho: undefined,
    microphone: 'unknown',
  } as const;

  it('is a voice that arrives, is hardly heard, or is cut off', () => {
    audioStore.update({ ...clear, testLoudness: -18 });
    show(<SoundFindings />);
    expect(found('Your voice arrives').getByText('level −18 dB, no clipping')).toBeTruthy();
    act(() => audioStore.update({ testClips: true, testLoudness: -2 }));
    expect(found('Your voice is cut off').getByText('−2 dB')).toBeTruthy();
    act(() => audioStore.update({ testClips: false, testLoudness: -50 }));
    expect(found('Your voice hardly arrives').getByText('−50 dB')).toBeTruthy();
    act(() => audioStore.update(clear));
    expect(screen.queryByText(/Your voice/)).toBeNull();
  });

  it('is echo the browser does not cancel, unless that was switched off', () => {
    const { processing } = audioStore.get();
    audioStore.update({ ...clear, testCancelsEcho: false });
    show(<SoundFindings />);
    expect(found('Echo is not cancelled').getByText(/use a headset/)).toBeTruthy();
    act(() => audioStore.update({ processing: { ...processing, echoCancellation: false } }));
    expect(screen.queryByText('Echo is not cancelled')).toBeNull();
    act(() => audioStore.update({ ...clear, processing, testCancelsEcho: true }));
    expect(found('Echo is cancelled')).toBeTruthy();
    act(() => audioStore.update(clear));
  });
});

describe('the password', () => {
  beforeAll(openSession);
  const type = async (label: string, text: string) => userEvent.type(screen.getByLabelText(label), text);

  it('is not sent when the new one was typed differently', async () => {
    show(<ProfilePage />);
    await type('Password now', 'old secret 1');
    await type('New password', 'new secret 22');
    await type('New password again', 'new secret 23');
    await userEvent.click(screen.getByRole('button', { name: 'Change the password' }));
    expect(screen.getByText('The two new passwords differ. Type the same one twice.')).toBeTruthy();
    expect(requestFor('password.change')).toBeUndefined();
  });

  it('says at the right field what was wrong, and when it is changed', async () => {
    show(<ProfilePage />);
    await type('Password now', 'old secret 1');
    await type('New password', 'new secret 22');
    await type('New password again', 'new secret 22');
    const change = screen.getByRole('button', { name: 'Change the password' });
    await userEvent.click(change);
    await act(async () => theSocket().refuse(requestFor('password.change'), 'access.password_wrong'));
    expect(screen.getByLabelText('Password now').getAttribute('aria-invalid')).toBe('true');
    theSocket().received.length = 0;
    await userEvent.click(change);
    await act(async () => theSocket().answer(requestFor('password.change'), {}));
    expect(screen.getByText('Changed. Your other sign-ins were ended.')).toBeTruthy();
  });
});

describe('what a browser calls itself', () => {
  it('is said in two words', () => {
    expect(browserOf('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toEqual({
      browser: 'Firefox',
      system: 'Linux',
    });
    expect(browserOf('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/1 Safari/537.36 Edg/1')).toEqual({
      browser: 'Edge',
      system: 'Windows',
    });
    expect(browserOf('baresip v3.1')).toBeUndefined();
  });
});
