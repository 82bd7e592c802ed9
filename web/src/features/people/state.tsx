// A person's state in words: always written, never by colour alone.
import { useTranslation } from 'react-i18next';
import type { LampShape } from '../../ui/lamp';
import { clockTime, Elapsed } from '../clock';
import type { Person, PersonState } from '../model';
import { useConnected, useMe } from '../model';

const kShapes: Record<PersonState['lamp'], LampShape> = {
  free: 'free',
  ringing: 'ringing',
  in_call: 'call',
  not_reachable: 'offline',
  unknown: 'unknown',
};

export function lampShape(state: PersonState): LampShape {
  return kShapes[state.lamp];
}

export function glyphOf(kind: Person['kind']): 'door' | 'reception' | undefined {
  if (kind === 'room') return 'door';
  return kind === 'reception' ? 'reception' : undefined;
}

function wordKey(state: PersonState): string {
  if (state.lamp === 'ringing' && state.direction === 'out') return 'lamp.calling';
  return `lamp.${state.lamp}`;
}

/** "In a call 02:14", "Not reachable since 11:20", "Free" */
export function StateLine({ state }: { state: PersonState }) {
  const { t, i18n } = useTranslation('people');
  const connected = useConnected();
  const word = t(wordKey(state));
  // What is from before the connection was lost does not go on counting.
  if (state.since === undefined || !connected) return word;
  if (state.lamp === 'in_call' || state.lamp === 'ringing') {
    return (
      <>
        {word} <Elapsed since={state.since} short={state.lamp === 'ringing'} />
      </>
    );
  }
  if (state.lamp === 'not_reachable') return t('since_word', { word, time: clockTime(state.since, i18n.language) });
  return word;
}

/** With whom, as far as it may be seen: "with Hanna Köhler", "with you", "Hanna Köhler calls". */
export function useStateDetail(): (state: PersonState) => string | undefined {
  const { t } = useTranslation('people');
  const me = useMe();
  return (state) => {
    const peer = state.peer;
    if (state.lamp === 'unknown') return t('shares_nothing');
    if (!peer) return undefined;
    const own = peer.personId !== undefined && peer.personId === me.personId;
    const name = own ? t('you') : peer.name || peer.number;
    if (!name) return undefined;
    if (state.lamp === 'in_call') return own ? t('with_you') : t('with', { name });
    if (state.lamp !== 'ringing') return undefined;
    if (state.direction === 'out') return own ? t('calls_you') : t('calls_them', { name });
    return own ? t('you_call') : t('is_called_by', { name });
  };
}

/** One line for readers and tooltips. */
export function useStateText(): (state: PersonState) => string {
  const { t } = useTranslation('people');
  const detail = useStateDetail();
  return (state) => [t(wordKey(state)), detail(state)].filter(Boolean).join(', ');
}
