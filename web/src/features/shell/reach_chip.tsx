// The reach light: a call now would ring these devices. Amber as soon as one of them would stay silent.
import { useTranslation } from 'react-i18next';
import { useSoftphone } from '../../platform/softphone';
import { Icon } from '../../ui/icons';
import { type Device, useConnected, useDevices, useMe } from '../model';
import { isHere, useDeviceName } from '../own_devices';

export type Reach = { rings: readonly Device[]; silent: boolean };

export function useReach(): Reach {
  const devices = useDevices();
  const me = useMe();
  const blocked = useSoftphone((state) => state.soundBlocked);
  const connected = useConnected();
  const heard = (device: Device) => !(isHere(device, me) && (blocked || !connected));
  const registered = devices.filter((device) => device.registered);
  // Two other browsers are one word.
  const rings = registered.filter(
    (device) => heard(device) && (device.kind === 'phone' || isHere(device, me) || first(registered, device, me)),
  );
  return { rings, silent: rings.length === 0 || registered.some((device) => !heard(device)) };
}

function first(devices: readonly Device[], device: Device, me: ReturnType<typeof useMe>): boolean {
  return devices.find((one) => one.kind === 'softphone' && !isHere(one, me)) === device;
}

export function ReachChip() {
  const { t } = useTranslation('shell');
  const { rings, silent } = useReach();
  const name = useDeviceName('listed');
  if (rings.length === 0) {
    return (
      <a className="chip attn" href="#/settings/devices" title={t('reach.none_why')}>
        <Icon name="bell-off" size={15} />
        <span className="wordy">{t('reach.none')}</span>
      </a>
    );
  }
  const list = rings.map(name).join(', ');
  return (
    <a
      className={silent ? 'chip attn' : 'chip'}
      href="#/settings/devices"
      title={t(silent ? 'reach.silent_why' : 'reach.why', { devices: list })}
    >
      {silent ? <Icon name="bell" size={15} /> : <i className="light" />}
      <span className="wordy">
        {t('reach.rings')} <b>{list}</b>
        {silent && ` ${t('reach.only')}`}
      </span>
    </a>
  );
}
