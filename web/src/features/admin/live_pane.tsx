// The right pane beside the list of calls: the one that was chosen with its devices, and the health of the server.
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icons';
import { Elapsed } from '../clock';
import { type Live, type LiveCall, useLive, useSystem } from '../model';
import { PaneScroll } from '../shell/pane_scroll';
import { useView } from '../shell/view';
import { figure } from './figures';
import { legIcon, nameOf, useLegText } from './words';

export function LivePane() {
  const { t } = useTranslation('admin');
  const live = useLive();
  const selected = useView((view) => view.liveCall);
  if (!live) return null;
  const call = live.calls.find((one) => one.id === selected);
  return (
    <PaneScroll>
      {call ? (
        <Chosen call={call} />
      ) : (
        <section className="person quiet">
          <p>{t(selected !== undefined ? 'pane.ended' : 'pane.choose')}</p>
        </section>
      )}
      <Health live={live} />
    </PaneScroll>
  );
}

function Chosen({ call }: { call: LiveCall }) {
  const { t } = useTranslation('admin');
  const title = t('pane.both', { from: nameOf(call.from), to: nameOf(call.to) });
  return (
    <>
      <section className="person" aria-label={title}>
        <div className="hd">
          <div>
            <h2 className="heading sm wraps">{title}</h2>
            <p>
              {t(`state.${call.state}`)}{' '}
              <Elapsed since={call.answeredAt ?? call.startedAt} short={call.answeredAt === undefined} />
            </p>
          </div>
        </div>
      </section>
      <section>
        <h3>{t('pane.legs')}</h3>
        <Legs call={call} />
      </section>
    </>
  );
}

function Legs({ call }: { call: LiveCall }) {
  const { t } = useTranslation('admin');
  const text = useLegText();
  if (!call.legs.some((leg) => leg.side === 'to')) {
    return (
      <>
        <LegList call={call} text={text} />
        <p className="muted sm">{t('pane.no_device')}</p>
      </>
    );
  }
  return <LegList call={call} text={text} />;
}

function LegList({ call, text }: { call: LiveCall; text: ReturnType<typeof useLegText> }) {
  return (
    <ul className="legs">
      {call.legs.map((leg) => {
        const { name, state, details } = text(leg);
        return (
          <li key={`${leg.side} ${leg.deviceId}`}>
            <Icon name={legIcon(leg)} />
            <div>
              <b>{nameOf(leg.side === 'from' ? call.from : call.to)}</b>
              <span>
                {name}, {state}
              </span>
              <span>{details}</span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

const kDay = 86_400;
/** A certificate is renewed within its last month. */
const kSoon = 30;

type Finding = { what: string; detail: string; state: string; good: boolean };

function useFindings(live: Live): Finding[] {
  const { t } = useTranslation('admin');
  const system = useSystem();
  const part = (name: 'media' | 'store') => {
    const up = figure(live.figures, 'sidetone_part_up', `part="${name}"`) !== 0;
    return {
      what: t(`health.${name}`),
      detail: t(`health.${name}_${up ? 'good' : 'bad'}`),
      state: t(up ? 'health.good' : 'health.down'),
      good: up,
    };
  };
  const findings = [part('store'), part('media')];
  const ends = figure(live.figures, 'sidetone_certificate_expiry_timestamp_seconds');
  if (ends === undefined) return findings;
  const days = Math.floor((ends - live.at / 1000) / kDay);
  return [
    ...findings,
    {
      what: t('health.certificate'),
      detail: system?.sip.host ?? '',
      state: days < 0 ? t('health.over') : t('health.days', { count: days }),
      good: days >= kSoon,
    },
  ];
}

function Health({ live }: { live: Live }) {
  const { t } = useTranslation('admin');
  const findings = useFindings(live);
  return (
    <section>
      <h3>{t('health.title')}</h3>
      <ul className="found">
        {findings.map((one) => (
          <li key={one.what} className={one.good ? '' : 'bad'}>
            <Icon name={one.good ? 'check' : 'alert'} size={15} />
            <div className="who">
              <b>{one.what}</b>
              <span>{one.detail}</span>
            </div>
            <span className="num">{one.state}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
