// The reach light: a call now would ring these devices. Amber as soon as one of them would stay silent.
import { useTranslation } from 'react-i18next';
import { useAudio } from '../../platform/audio';
import { useHeldBack, useSoftphone } from '../../platform/softphone';
import { Icon } from '../../ui/icons';
import { type Device, useConnected, useDevices, useMe } from '../model';
import { isHere, useDeviceName } from '../own_devices';

/** Why this browser, though registered, is no place to be reached: nobody would hear it, or not be heard from it. */
export type Deaf = 'not_connected' | 'sound_blocked' | 'microphone_refused' | 'ring_off' | undefined;

export function useDeaf(): Deaf {
  const blocked = useHeldBack();
  const refused = useSoftphone((state) => state.microphone === 'refused');
  const rings = useAudio((state) => state.sounds.ring);
  const connected = useConnected();
  if (!connected) return 'not_connected';
  if (refused) return 'microphone_refused';
  if (blocked) return 'sound_blocked';
  return rings ? undefined : 'ring_off';
}

/** `silent`: something that should ring would not; `why` says it of this browser. */
export type Reach = { rings: readonly Device[]; silent: boolean; why: Deaf };

export function useReach(): Reach {
  const devices = useDevices();
  const me = useMe();
  const deaf = useDeaf();
  const registered = devices.filter((device) => device.registered);
  const why = deaf === 'not_connected' || registered.some((device) => isHere(device, me)) ? deaf : undefined;
  const heard = (device: Device) => !(isHere(device, me) && why);
  // Two other browsers are one word.
  const rings = registered.filter(
    (device) => heard(device) && (device.kind === 'phone' || isHere(device, me) || first(registered, device, me)),
  );
  return { rings, silent: rings.length === 0 || why !== undefined, why };
}

function first(devices: readonly Device[], device: Device, me: ReturnType<typeof useMe>): boolean {
  return devices.find((one) => one.kind === 'softphone' && !isHere(one, me)) === device;
}

/** Devices named in the top bar; further ones are a number there, and named in the tooltip. */
const kNamed = 2;

export function ReachChip() {
  const { t } = useTranslation('shell');
  const { rings, silent, why } = useReach();
  const name = useDeviceName('listed');
  if (rings.length === 0) {
    return (
      <a className="chip attn" href="#/settings/devices" title={t(why ? `reach.deaf.${why}` : 'reach.none_why')}>
        <Icon name="bell-off" size={15} />
        <span className="wordy">{t('reach.none')}</span>
      </a>
    );
  }
  const names = rings.map(name);
  const list = names.join(', ');
  const short = names.slice(0, kNamed).join(', ');
  const more = names.length > kNamed ? ` +${names.length - kNamed}` : '';
  return (
    <a
      className={silent ? 'chip attn' : 'chip'}
      href="#/settings/devices"
      title={[t(why ? 'reach.silent_why' : 'reach.why', { devices: list }), why && t(`reach.deaf.${why}`)]
        .filter(Boolean)
        .join(' ')}
    >
      {silent ? <Icon name={why === 'not_connected' ? 'bell-off' : 'bell'} size={15} /> : <i className="light" />}
      <span className="wordy">
        {t('reach.rings')} <b>{short}</b>
        {more}
        {silent && ` ${t('reach.only')}`}
      </span>
    </a>
  );
}
