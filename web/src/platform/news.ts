// What happens while nobody looks: a missed call and a lost connection are heard, a missed call is shown on the desktop. One tab of a
// sign-in does it: the one that is the telephone. Nothing is heard while one talks.
import { type EndedCall, type SessionState, sessionStore } from '../session/store';
import { audioStore } from './audio_state';
import { notifyMissed } from './notification';
import { softphoneStore } from './softphone_state';
import { playOnce } from './tones';

const kUnanswered: ReadonlySet<EndedCall['reason']> = new Set(['cancelled', 'peer_hung_up', 'no_answer']);

/** It rang here and nobody took it, here or elsewhere. */
export function isMissed({ call, reason }: EndedCall): boolean {
  return call.direction === 'in' && call.answeredAt === undefined && kUnanswered.has(reason);
}

function talks(state: SessionState): boolean {
  return state.calls.some((call) => call.state === 'talking');
}

function tellMissed(ended: EndedCall, state: SessionState): void {
  const { id, peer } = ended.call;
  // Not the tag of its ringing: taking that one away must not take this one.
  notifyMissed(`missed-${id}`, peer.name, peer.number);
  if (audioStore.get().sounds.missed && !talks(state)) playOnce('missed');
}

/** From here on. Called once. */
export function watchNews(): void {
  let before = sessionStore.get();
  sessionStore.subscribe(() => {
    const was = before;
    const state = sessionStore.get();
    before = state;
    if (softphoneStore.get().phase === 'other_tab') return;
    const known = new Set(was.endedCalls.map((ended) => ended.call.id));
    for (const ended of state.endedCalls) if (!known.has(ended.call.id) && isMissed(ended)) tellMissed(ended, state);
    const lost = was.connection.phase === 'open' && state.connection.phase === 'reconnecting';
    if (lost && audioStore.get().sounds.connection && !talks(state)) playOnce('connection_lost');
  });
}
