// The top bar: the one box, what rings, what calls start from, and oneself.
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import * as commands from '../../session/commands';
import { Avatar } from '../../ui/avatar';
import { Icon, Logo } from '../../ui/icons';
import type { LampShape } from '../../ui/lamp';
import { ActionMenu } from '../../ui/menu';
import { isRinging } from '../calls/incoming';
import { useCalls, useConnected, useDevices, useMe, useMyself } from '../model';
import { deviceIcon, isHere, useCallFrom, useDeviceName } from '../own_devices';
import { lampShape } from '../people/state';
import { useRun } from '../run';
import { ReachChip } from './reach_chip';
import { goTo } from './view';

export function TopBar({ box, narrow }: { box: ReactNode; narrow: boolean }) {
  const { t } = useTranslation('shell');
  return (
    <header className="top">
      <a className="mark" href="#/" aria-label={t('to_home')}>
        <Logo />
      </a>
      {box}
      {!narrow && <span className="grow" />}
      <ReachChip />
      <CallFromChip />
      <OwnMenu />
    </header>
  );
}

function CallFromChip() {
  const { t } = useTranslation('shell');
  const { devices, chosen, choose } = useCallFrom();
  const name = useDeviceName('from');
  const listed = useDeviceName();
  const me = useMe();
  if (!chosen) return null;
  const label = t('call_from', { device: name(chosen) });
  const text = (
    <>
      <Icon name={deviceIcon(chosen)} />
      <span className="wordy">
        {t('call_from_word')} <b>{name(chosen)}</b>
      </span>
    </>
  );
  if (devices.length < 2) {
    return (
      <span className="chip" title={label}>
        {text}
      </span>
    );
  }
  const trigger = (
    <Button className="chip" aria-label={label}>
      {text}
      <Icon name="chevron-down" size={14} className="faint" />
    </Button>
  );
  return (
    <ActionMenu
      trigger={trigger}
      label={t('call_from_word')}
      selected={chosen.id}
      onAction={choose}
      items={devices.map((device) => ({
        id: device.id,
        label: listed(device),
        detail: isHere(device, me) ? undefined : device.userAgent,
        icon: deviceIcon(device),
      }))}
    />
  );
}

export type OwnState = { word: string; lamp: LampShape };

/** Oneself as the others see it, from what this session knows. */
export function useOwnState(): OwnState {
  const { t } = useTranslation(['shell', 'people']);
  const connected = useConnected();
  const calls = useCalls();
  const myself = useMyself();
  const reachable = useDevices().some((device) => device.registered);
  if (!connected) return { word: t('shell:not_connected'), lamp: 'unknown' };
  if (calls.some((call) => !isRinging(call))) return { word: t('people:lamp.in_call'), lamp: 'call' };
  if (calls.length > 0) return { word: t('people:lamp.ringing'), lamp: 'ringing' };
  if (myself) return { word: t(`people:lamp.${myself.state.lamp}`), lamp: lampShape(myself.state) };
  return reachable
    ? { word: t('people:lamp.free'), lamp: 'free' }
    : { word: t('people:lamp.not_reachable'), lamp: 'offline' };
}

function OwnMenu() {
  const { t } = useTranslation('shell');
  const myself = useMyself();
  const own = useOwnState();
  const run = useRun();
  const name = myself?.name ?? '';
  const trigger = (
    <Button className="me" aria-label={t('own_menu', { name, state: own.word })}>
      <Avatar name={name} size={36} lamp={own.lamp} />
      <span className="two">
        <b>{name}</b>
        <span>{own.word}</span>
      </span>
      <Icon name="chevron-down" size={14} className="faint" />
    </Button>
  );
  const act = (id: string) => {
    if (id === 'sign_out') run(commands.signOut());
    else goTo({ kind: 'settings', page: id === 'profile' ? 'profile' : 'devices' });
  };
  return (
    <ActionMenu
      trigger={trigger}
      label={name}
      onAction={act}
      items={[
        { id: 'profile', label: t('profile'), icon: 'user' },
        { id: 'settings', label: t('settings'), icon: 'settings' },
        { id: 'sign_out', label: t('sign_out'), icon: 'log-out' },
      ]}
    />
  );
}
