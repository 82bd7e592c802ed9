// Calls and their devices in words, for the list and the right pane.
import { useTranslation } from 'react-i18next';
import type { IconName } from '../../ui/icons';
import type { LiveCall, LiveLeg, Peer } from '../model';
import { capital } from '../own_devices';
import { agentName, browserOf } from '../settings/agent';

export function nameOf(peer: Peer): string {
  return peer.name || peer.number;
}

export function legIcon(leg: { kind: LiveLeg['kind'] }): IconName {
  return leg.kind === 'softphone' ? 'laptop' : 'desk';
}

const kCodecs: Record<string, string> = { opus: 'Opus', pcma: 'G.711', pcmu: 'G.711', g722: 'G.722', g729: 'G.729' };

export function codecName(codec: string): string {
  return kCodecs[codec.toLowerCase()] ?? codec;
}

/** Each once, in the order of the legs. */
function distinct(words: readonly (string | undefined)[]): string[] {
  return [...new Set(words.filter((word) => word !== undefined))];
}

/** "TLS, WebSocket · Opus": by what the devices are reached and what is spoken. */
export function useWay(): (call: LiveCall) => string {
  const { t } = useTranslation('admin');
  return (call) => {
    const transports = distinct(call.legs.map((leg) => leg.transport && t(`transport.${leg.transport}`)));
    const codecs = distinct(call.legs.map((leg) => leg.codec && codecName(leg.codec)));
    return [transports.join(', '), codecs.join(', ')].filter(Boolean).join(' · ');
  };
}

/** Nobody can answer it: no device was asked, or none has said yet that it rings although it was asked long ago. */
export function nothingRings(call: LiveCall, now: number): boolean {
  if (call.state === 'talking' || call.state === 'starting') return false;
  return now - call.startedAt > 5_000 && !call.legs.some((leg) => leg.side === 'to' && leg.state !== 'calling');
}

export function useLegText(): (leg: LiveLeg) => { name: string; state: string; details: string } {
  const { t, i18n } = useTranslation('admin');
  return (leg) => {
    const agent = browserOf(leg.userAgent ?? '');
    const program = leg.kind === 'phone' && leg.userAgent ? agentName(leg.userAgent) : undefined;
    const name = leg.kind === 'softphone' ? (agent?.browser ?? t('browser')) : leg.name || t('removed');
    const secure = leg.state === 'talking' ? t(leg.encrypted ? 'srtp' : 'rtp') : undefined;
    const way = [leg.address, leg.transport && t(`transport.${leg.transport}`), secure].filter(Boolean).join(', ');
    const talk = [leg.codec && codecName(leg.codec), program].filter(Boolean).join(' · ');
    const state = t(leg.held ? 'leg.held' : leg.muted ? 'leg.muted' : `leg.${leg.state}`);
    return { name: capital(name, i18n.language), state, details: [way, talk].filter(Boolean).join(' · ') };
  };
}
