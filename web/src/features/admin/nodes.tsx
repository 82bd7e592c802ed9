// The cards on top: the node, its SIP side, and what it turned away.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../../ui/icons';
import { type Live, useSystem } from '../model';
import { figure, sum, turnedAway } from './figures';

type Row = { term: string; value: ReactNode; warn?: boolean };

function Card({
  name,
  icon,
  tag,
  bad,
  rows,
}: {
  name: string;
  icon: IconName;
  tag?: string;
  bad?: boolean;
  rows: Row[];
}) {
  return (
    <section className="node" aria-label={name}>
      <h2>
        <Icon name={icon} className="faint" />
        <span className="cut" title={name}>
          {name}
        </span>
        {tag && <span className={bad ? 'tag warn' : 'tag'}>{tag}</span>}
      </h2>
      <dl>
        {rows.map((row) => (
          <div key={row.term}>
            <dt>{row.term}</dt>
            <dd className={row.warn ? 'warn' : ''}>{row.value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** "41 days", "3 h 5 min": the unit in which it is no longer small. */
function useUptime(): (seconds: number) => string {
  const { t } = useTranslation('admin');
  return (seconds) => {
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const days = Math.floor(hours / 24);
    if (days > 0) return t('up.days', { count: days });
    if (hours > 0) return t('up.hours', { hours, minutes: minutes % 60 });
    return minutes > 0 ? t('up.minutes', { minutes }) : t('up.seconds', { seconds: Math.max(0, Math.floor(seconds)) });
  };
}

export function Nodes({ live }: { live: Live }) {
  const { t, i18n } = useTranslation('admin');
  const system = useSystem();
  const uptime = useUptime();
  const { figures, load } = live;
  const number = (value: number) => new Intl.NumberFormat(i18n.language).format(value);
  const working = ['media', 'store'].every((part) => figure(figures, 'sidetone_part_up', `part="${part}"`) !== 0);
  const away = turnedAway(figures);
  const count = (what: string) => away.filter((one) => one.what === what).reduce((total, one) => total + one.count, 0);
  const started = figure(figures, 'process_start_time_seconds');
  return (
    <div className="nodes">
      <Card
        name={system?.name ?? ''}
        icon="server"
        tag={t(working ? 'node.works' : 'node.ails')}
        bad={!working}
        rows={[
          { term: t('node.calls'), value: number(sum(figures, 'sidetone_calls')) },
          { term: t('node.devices'), value: number(sum(figures, 'sidetone_registrations')) },
          {
            term: t('node.processor'),
            value: load === undefined ? '–' : new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(load),
          },
          { term: t('node.up'), value: started === undefined ? '–' : uptime(live.at / 1000 - started) },
        ]}
      />
      <Card
        name="SIP"
        icon="activity"
        rows={[
          { term: t('sip.flows'), value: number(sum(figures, 'sidetone_sip_flows')) },
          { term: t('sip.dialogs'), value: number(figure(figures, 'sidetone_sip_dialogs') ?? 0) },
          {
            term: t('sip.transactions'),
            value: number(
              (figure(figures, 'sidetone_sip_transactions', 'kind="server"') ?? 0) +
                (figure(figures, 'sidetone_sip_transactions', 'kind="client"') ?? 0),
            ),
          },
          { term: t('sip.invites'), value: number(figure(figures, 'sidetone_sip_invites_in_progress') ?? 0) },
        ]}
      />
      <Card
        name={t('away.title')}
        icon="alert"
        rows={[
          { term: t('away.messages'), value: number(count('messages')) },
          { term: t('away.connections'), value: number(count('connections')) },
          { term: t('away.logins'), value: number(count('logins')), warn: count('logins') > 0 },
          {
            term: t('away.repeated'),
            value: number(figure(figures, 'sidetone_sip_retransmissions_total', 'direction="received"') ?? 0),
          },
        ]}
      />
    </div>
  );
}
