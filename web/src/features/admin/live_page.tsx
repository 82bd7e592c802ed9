// What goes on in the whole system now: the node, its calls, phones that were lost, and the figures behind it. The server tells what
// changes, once a second at most, for as long as this page is open.
import { useEffect, useState } from 'react';
import { Input, SearchField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import * as commands from '../../session/commands';
import { Icon } from '../../ui/icons';
import { clockTime } from '../clock';
import { type Live, type LostDevice, useConnected, useLive } from '../model';
import { useRun } from '../run';
import { figure } from './figures';
import { LiveCalls } from './live_calls';
import { LiveFigures } from './live_figures';
import { LivePane } from './live_pane';
import { Nodes } from './nodes';
import './admin.css';

/** Asks for it whenever it is not there: at first, and after the server has begun a new session. */
function useWatched(): Live | undefined {
  const live = useLive();
  const connected = useConnected();
  const run = useRun();
  const missing = connected && live === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` is another function each time
  useEffect(() => {
    if (missing) run(commands.watchLive());
  }, [missing]);
  useEffect(
    () => () => {
      // Who is signed out or cut off watches nothing anyway.
      commands.unwatchLive().catch(() => undefined);
    },
    [],
  );
  return live;
}

export function LivePage({ below }: { below: boolean }) {
  const { t } = useTranslation('admin');
  const live = useWatched();
  const [wanted, setWanted] = useState('');
  return (
    <>
      <div className="head">
        <h1>{t('live')}</h1>
        <span className="grow" />
        <SearchField className="inp find" aria-label={t('find')} value={wanted} onChange={setWanted}>
          <Icon name="search" size={15} className="faint" />
          <Input placeholder={t('find')} />
        </SearchField>
      </div>
      {live ? <Page live={live} wanted={wanted} /> : <p className="lead waits">{t('waiting')}</p>}
      {below && live && (
        <aside className="aside" aria-label={t('details')}>
          <LivePane />
        </aside>
      )}
    </>
  );
}

function Page({ live, wanted }: { live: Live; wanted: string }) {
  const { t } = useTranslation('admin');
  const total =
    (figure(live.figures, 'sidetone_calls', 'state="established"') ?? 0) +
    (figure(live.figures, 'sidetone_calls', 'state="setting_up"') ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by key
    <div className="scroll" role="region" aria-label={t('live')} tabIndex={0}>
      <Nodes live={live} />
      <LiveCalls calls={live.calls} total={total} wanted={wanted} now={live.at} />
      <Lost lost={live.lost} now={live.at} />
      <LiveFigures figures={live.figures} />
    </div>
  );
}

const kHour = 60 * 60 * 1000;

function Lost({ lost, now }: { lost: readonly LostDevice[]; now: number }) {
  const { t, i18n } = useTranslation('admin');
  const shown = lost.filter((one) => now - one.at < kHour);
  return (
    <section aria-labelledby="live-lost">
      <h2 className="secth" id="live-lost">
        {t('lost.title')}
        <span>{shown.length > 0 ? t('lost.count', { count: shown.length }) : t('lost.none')}</span>
      </h2>
      {shown.length > 0 && (
        <ol className="tbl lost">
          {shown.map((one) => (
            <li key={one.deviceId}>
              <Icon name="desk" className="faint" />
              <b title={one.owner}>{one.owner}</b>
              <span>
                {one.name}, {t(`lost.${one.why}`)}
              </span>
              <span className="r num">{clockTime(one.at, i18n.language)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
