// Who is at the other end of a call: the person if it is one of ours, else the name or number that came with it.

import { useTranslation } from 'react-i18next';
import type { LampShape } from '../../ui/lamp';
import { type Call, type Person, useDevices, useMe, usePerson } from '../model';
import { isHere, useDeviceName } from '../own_devices';

/** `line` stands below the name: place and extension of one of ours, else the number. */
export type PeerView = { name: string; place: string; number: string; line: string; person: Person | undefined };

export function usePeer(call: Call): PeerView {
  const person = usePerson(call.peer.personId);
  const { t } = useTranslation('calls');
  const number = call.peer.number || (person?.number ?? '');
  const name = call.peer.name || person?.name || number || t('unknown_caller');
  const place = person?.department ?? '';
  const shown = number === name ? '' : number;
  const line = [place, shown].filter(Boolean).join(' · ');
  return { name, place, number: shown, line, person };
}

export type CallWords = { word: string; lamp: LampShape | undefined; held: boolean; since: number };

/** The state of an own call in words: "In a call here", "Ringing there", "On hold". */
export function useCallWords(call: Call): CallWords {
  const { t } = useTranslation('calls');
  const where = useWhere(call);
  const since = call.answeredAt ?? call.startedAt;
  if (call.heldByMe) return { word: t('state.held'), lamp: undefined, held: true, since };
  if (call.state === 'talking') {
    if (call.heldByPeer) return { word: t('state.held_there'), lamp: 'call', held: false, since };
    if (call.muted) return { word: t('state.muted'), lamp: 'call', held: false, since };
    return { word: where, lamp: 'call', held: false, since };
  }
  return {
    word: t(`state.${call.state}`),
    lamp: call.state === 'calling' || call.state === 'starting' ? 'call' : 'ringing',
    held: false,
    since,
  };
}

function useWhere(call: Call): string {
  const { t } = useTranslation('calls');
  const devices = useDevices();
  const me = useMe();
  const name = useDeviceName();
  const device = devices.find((one) => call.deviceIds.includes(one.id));
  if (!device) return t('state.talking');
  if (isHere(device, me)) return t('state.here');
  return device.kind === 'phone' ? t('state.on', { device: name(device) }) : t('state.other_browser');
}

/** "Eleni" of "Eleni Papadaki", and of "Dr. Leyla Aydın" the whole: a title is no first name. */
export function firstName(name: string): string {
  const [first = name] = name.split(' ');
  return first.endsWith('.') || first.length < 2 ? name : first;
}
