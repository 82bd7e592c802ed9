// What a reader hears without looking: a call rings (at once), answered, held, connection lost and back (when it is quiet).
// How a call ended is also said as a notice, when it did not end by itself.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isMissed } from '../../platform/softphone';
import { useSession } from '../../session/store';
import { isRinging } from '../calls/incoming';
import { type Call, type EndedCall, useCalls, useConnection } from '../model';
import { tell } from './notices';

const kSaid: ReadonlySet<EndedCall['reason']> = new Set([
  'busy',
  'rejected',
  'no_answer',
  'not_reachable',
  'unknown_target',
  'not_allowed',
  'failed',
]);

function nameOf(call: Call): string {
  return call.peer.name || call.peer.number;
}

function useEndings(): void {
  const { t } = useTranslation('calls');
  const ended = useSession((state) => state.endedCalls);
  const known = useRef(new Set(ended.map((one) => one.call.id)));
  useEffect(() => {
    for (const one of ended) {
      const { call, reason } = one;
      if (known.current.has(call.id)) continue;
      known.current.add(call.id);
      const outgoing = call.direction === 'out';
      if (outgoing && kSaid.has(reason)) tell(t(`ended.${reason}`, { name: nameOf(call) }), reason === 'failed');
      else if (isMissed(one)) tell(t('ended.missed', { name: nameOf(call) || t('unknown_caller') }));
      else if (!outgoing && reason === 'failed') tell(t('ended.failed', { name: nameOf(call) }), true);
    }
  }, [ended, t]);
}

/** What changed in the calls, as a sentence. */
function useCallNews(): string {
  const { t } = useTranslation('calls');
  const calls = useCalls();
  const before = useRef<readonly Call[]>(calls);
  const [news, setNews] = useState('');
  useEffect(() => {
    for (const call of calls) {
      const was = before.current.find((one) => one.id === call.id);
      if (!was || was === call) continue;
      if (was.state !== 'talking' && call.state === 'talking') setNews(t('news.answered', { name: nameOf(call) }));
      else if (was.heldByMe !== call.heldByMe)
        setNews(t(call.heldByMe ? 'news.held' : 'news.retrieved', { name: nameOf(call) }));
      else if (was.muted !== call.muted) setNews(t(call.muted ? 'news.muted' : 'news.unmuted'));
    }
    for (const was of before.current) {
      if (!calls.some((call) => call.id === was.id)) setNews(t('news.ended', { name: nameOf(was) }));
    }
    before.current = calls;
  }, [calls, t]);
  return news;
}

export function Announcer() {
  const { t } = useTranslation(['calls', 'shell']);
  const ringing = useCalls().filter(isRinging);
  const connected = useConnection().phase === 'open';
  const wasConnected = useRef(connected);
  const [line, setLine] = useState('');
  const news = useCallNews();
  useEndings();
  useEffect(() => {
    if (wasConnected.current !== connected) setLine(t(connected ? 'shell:connected_again' : 'shell:connection_lost'));
    wasConnected.current = connected;
  }, [connected, t]);
  return (
    <>
      <div className="heard" aria-live="assertive">
        {ringing.map((call) => (
          <p key={call.id}>{t('calls:call_from', { name: nameOf(call) || t('calls:unknown_caller') })}</p>
        ))}
      </div>
      <div className="heard" aria-live="polite">
        <p>{news}</p>
        <p>{line}</p>
      </div>
    </>
  );
}
