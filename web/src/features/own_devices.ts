// One's own devices in words, which of them a call would ring, and which one calls start from.
import { useTranslation } from 'react-i18next';
import type { IconName } from '../ui/icons';
import { useRemembered } from '../ui/local';
import { type Device, type Me, useDevices, useMe } from './model';

/** The softphone of a sign-in gets a new id with every sign-in: it is remembered by this word. */
const kHere = 'here';

export function isHere(device: Device, me: Me): boolean {
  return device.kind === 'softphone' && device.signInId === me.signInId;
}

export function deviceIcon(device: Device): IconName {
  return device.kind === 'softphone' ? 'laptop' : 'desk';
}

/** named: "this browser"; listed among others: "browser"; called from, where German has another case: "this browser" */
type Form = 'named' | 'listed' | 'from';

/** "Desk phone", "this browser", "another browser" */
export function useDeviceName(form: Form = 'named'): (device: Device) => string {
  const { t } = useTranslation('devices');
  const me = useMe();
  return (device) => {
    if (device.kind === 'phone') return device.name;
    return t(`${isHere(device, me) ? 'browser' : 'other_browser'}.${form}`);
  };
}

/** A name where a sentence or a label begins. */
export function capital(text: string, language: string): string {
  return text.slice(0, 1).toLocaleUpperCase(language) + text.slice(1);
}

export type CallFrom = { devices: readonly Device[]; chosen: Device | undefined; choose: (deviceId: string) => void };

/** Own registered phones and the telephone of this browser; what was chosen last is used again when it is there. */
export function useCallFrom(): CallFrom {
  const me = useMe();
  const all = useDevices();
  const [wanted, remember] = useRemembered('call-from', kHere);
  const devices = all.filter((device) => device.registered && (device.kind === 'phone' || isHere(device, me)));
  const here = devices.find((device) => isHere(device, me));
  const chosen = (wanted === kHere ? here : devices.find((device) => device.id === wanted)) ?? here ?? devices[0];
  const choose = (deviceId: string) => remember(deviceId === here?.id ? kHere : deviceId);
  return { devices, chosen, choose };
}
