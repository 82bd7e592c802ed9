// The figures behind the page, by the field's own names: where devices are reached, what passes, and what was turned away.
import { useTranslation } from 'react-i18next';
import { type Figures, traffic, turnedAway, ways } from './figures';

export function LiveFigures({ figures }: { figures: Figures }) {
  return (
    <div className="figures">
      <Ways figures={figures} />
      <Traffic figures={figures} />
      <Away figures={figures} />
    </div>
  );
}

function useNumber(): (value: number) => string {
  const { i18n } = useTranslation();
  return (value) => new Intl.NumberFormat(i18n.language).format(value);
}

function Ways({ figures }: { figures: Figures }) {
  const { t } = useTranslation('admin');
  const number = useNumber();
  return (
    <table>
      <caption>{t('ways.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('ways.transport')}</th>
          <th scope="col">{t('ways.registrations')}</th>
          <th scope="col">{t('ways.flows')}</th>
        </tr>
      </thead>
      <tbody>
        {ways(figures).map((row) => (
          <tr key={row.name}>
            <th scope="row">{t(`transport.${row.name}`)}</th>
            <td>{number(row.registrations)}</td>
            <td>{number(row.flows)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Traffic({ figures }: { figures: Figures }) {
  const { t } = useTranslation('admin');
  const number = useNumber();
  const rows = traffic(figures);
  const of = (direction: string) => figures[`sidetone_sip_retransmissions_total{direction="${direction}"}`] ?? 0;
  return (
    <table>
      <caption>{t('traffic.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('traffic.kind')}</th>
          <th scope="col">{t('traffic.received')}</th>
          <th scope="col">{t('traffic.sent')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row">{row.name === 'other' ? t('traffic.other') : row.name}</th>
            <td>{number(row.received)}</td>
            <td>{number(row.sent)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{t('traffic.repeated')}</th>
          <td>{number(of('received'))}</td>
          <td>{number(of('sent'))}</td>
        </tr>
      </tbody>
    </table>
  );
}

function Away({ figures }: { figures: Figures }) {
  const { t } = useTranslation('admin');
  const number = useNumber();
  const rows = turnedAway(figures);
  return (
    <table>
      <caption>{t('away.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('away.why')}</th>
          <th scope="col">{t('away.count')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.what} ${row.reason}`}>
            {/* A newer server may have reasons this page does not know; they are plain words. */}
            <th scope="row">{t([`reason.${row.what}.${row.reason}`, row.reason])}</th>
            <td>{number(row.count)}</td>
          </tr>
        ))}
        {rows.length === 0 && (
          <tr>
            <th scope="row" className="muted">
              {t('away.nothing')}
            </th>
            <td>0</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
