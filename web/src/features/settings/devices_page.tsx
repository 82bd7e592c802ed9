// Own phones and sign-ins: what is ready, since when, from where; adding, renaming, new secret, removing, ending.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { unblockSound, useHeldBack } from '../../platform/softphone';
import * as commands from '../../session/commands';
import { Button, IconButton } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { Icon } from '../../ui/icons';
import { ActionMenu } from '../../ui/menu';
import { clockTime } from '../clock';
import { type Device, useConnected, useDevices, useMe, useSignIns } from '../model';
import { capital, deviceIcon, isHere, useDeviceName } from '../own_devices';
import { useRun } from '../run';
import { useDeaf } from '../shell/reach_chip';
import { goTo } from '../shell/view';
import { agentName, browserOf } from './agent';
import { NameDialog } from './name_dialog';
import { showSecret } from './new_secret';
import { PageHead } from './page_head';
import { SignIns } from './sign_ins';

export function DevicesPage() {
  const { t } = useTranslation('devices');
  const devices = useDevices();
  const connected = useConnected();
  const me = useMe();
  const run = useRun();
  const [adding, setAdding] = useState(false);
  const phones = devices.filter((device) => device.kind === 'phone' || isHere(device, me));
  return (
    <>
      <PageHead title={t('title')}>
        {connected && <Button icon="plus" label={t('add')} onPress={() => setAdding(true)} />}
      </PageHead>
      <div className="scroll">
        <ul className="dvs">
          <li className="dvh" aria-hidden="true">
            <span />
            <span>{t('column.device')}</span>
            <span>{t('column.state')}</span>
            <span>{t('column.way')}</span>
            <span />
          </li>
          {phones.map((device) => (
            <DeviceRow key={device.id} device={device} />
          ))}
        </ul>
        {phones.length === 0 && <p className="lead">{t('none')}</p>}
        <SignIns />
      </div>
      {adding && (
        <NameDialog
          title={t('add')}
          text={t('add_text')}
          action={t('add_do')}
          name=""
          placeholder={t('add_example')}
          onClose={() => setAdding(false)}
          onName={(name) => run(commands.addDevice(name).then((secret) => showSecret(secret, name)))}
        />
      )}
    </>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const { t, i18n } = useTranslation('devices');
  const name = useDeviceName();
  const trouble = useTrouble(device);
  const heldBack = useHeldBack();
  // A softphone calls itself by our name; its sign-in knows the browser.
  const signIn = useSignIns().find((one) => one.id === device.signInId);
  const userAgent = signIn?.userAgent ?? device.userAgent;
  const agent = browserOf(userAgent ?? '');
  return (
    <li>
      <span className="glyph36">
        <Icon name={deviceIcon(device)} size={20} />
      </span>
      <div className="who">
        <b>{capital(name(device), i18n.language)}</b>
        <span>{agent ? t('agent', agent) : userAgent ? agentName(userAgent) : device.authUser}</span>
      </div>
      <DeviceState device={device} trouble={trouble} />
      <div className="two-l">
        <span>
          {device.transport ? t(`transport.${device.transport}`) : <span className="muted">{t('no_way')}</span>}
        </span>
        <span className="num">{device.address ?? ''}</span>
      </div>
      <span className="end">
        {trouble && !(trouble === 'sound_blocked' && heldBack === 'elsewhere') && <Fix trouble={trouble} />}
        {device.kind === 'phone' && <DeviceMenu device={device} />}
      </span>
    </li>
  );
}

type Trouble = 'sound_blocked' | 'microphone_refused' | 'ring_off';

/** A browser can be registered and still be no place to be reached. Known of this one only. */
function useTrouble(device: Device): Trouble | undefined {
  const me = useMe();
  const deaf = useDeaf();
  return device.registered && isHere(device, me) && deaf !== 'not_connected' ? deaf : undefined;
}

function DeviceState({ device, trouble }: { device: Device; trouble: Trouble | undefined }) {
  const { t, i18n } = useTranslation('devices');
  const since = device.registeredSince;
  if (trouble) {
    return (
      <div className="two-l bad">
        <span>
          <Icon name="alert" size={14} />
          {t(`trouble.${trouble}`)}
        </span>
        <span>{t(`trouble_why.${trouble}`)}</span>
      </div>
    );
  }
  return (
    <div className={device.registered ? 'two-l good' : 'two-l'}>
      <span>
        {device.registered && <Icon name="check" size={14} />}
        {t(device.registered ? 'ready' : 'away')}
      </span>
      <span>
        {device.registered && since !== undefined
          ? t('since', { time: clockTime(since, i18n.language) })
          : t('away_why')}
      </span>
    </div>
  );
}

function Fix({ trouble }: { trouble: Trouble }) {
  const { t } = useTranslation('devices');
  const fix = () => {
    if (trouble === 'sound_blocked') void unblockSound();
    else goTo({ kind: 'settings', page: 'sound' });
  };
  return <Button size="small" label={t('fix')} onPress={fix} />;
}

type Asking = 'rename' | 'secret' | 'remove' | undefined;

function DeviceMenu({ device }: { device: Device }) {
  const { t } = useTranslation('devices');
  const connected = useConnected();
  const [asking, setAsking] = useState<Asking>();
  if (!connected) return null;
  return (
    <>
      <ActionMenu
        trigger={<IconButton icon="ellipsis" label={t('more', { name: device.name })} tip={false} />}
        label={device.name}
        onAction={(id) => setAsking(id as Asking)}
        items={[
          { id: 'rename', label: t('rename'), icon: 'pencil' },
          { id: 'secret', label: t('new_secret'), icon: 'key' },
          { id: 'remove', label: t('remove'), icon: 'trash' },
        ]}
      />
      <DeviceQuestion device={device} asking={asking} onClose={() => setAsking(undefined)} />
    </>
  );
}

function DeviceQuestion({ device, asking, onClose }: { device: Device; asking: Asking; onClose: () => void }) {
  const { t } = useTranslation('devices');
  const run = useRun();
  const name = device.name;
  if (asking === 'rename') {
    return (
      <NameDialog
        title={t('rename')}
        action={t('rename_do')}
        name={name}
        onClose={onClose}
        onName={(next) => run(commands.renameDevice(device.id, next))}
      />
    );
  }
  if (asking === 'secret') {
    return (
      <Confirm
        title={t('new_secret_title', { name })}
        text={t('new_secret_text')}
        action={t('new_secret')}
        onClose={onClose}
        onConfirm={() => run(commands.newDeviceSecret(device.id).then((secret) => showSecret(secret, name)))}
      />
    );
  }
  if (asking !== 'remove') return null;
  return (
    <Confirm
      title={t('remove_title', { name })}
      text={t('remove_text')}
      action={t('remove')}
      onClose={onClose}
      onConfirm={() => run(commands.removeDevice(device.id))}
    />
  );
}
