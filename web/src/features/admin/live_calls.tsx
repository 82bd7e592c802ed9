// The list of calls: one row each, chosen by click or arrow keys; the right pane says more of it.
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Lamp } from '../../ui/lamp';
import { fold } from '../box/match';
import { Elapsed } from '../clock';
import type { LiveCall } from '../model';
import { changeView, useView } from '../shell/view';
import { nameOf, nothingRings, useWay } from './words';

function isWanted(call: LiveCall, wanted: string): boolean {
  const text = fold(wanted.trim());
  return [call.from, call.to].some((peer) => fold(peer.name).includes(text) || peer.number.includes(text));
}

type Props = { calls: readonly LiveCall[]; total: number; wanted: string; now: number };

export function LiveCalls({ calls, total, wanted, now }: Props) {
  const { t } = useTranslation('admin');
  const selected = useView((view) => view.liveCall);
  const shown = wanted.trim() === '' ? calls : calls.filter((call) => isWanted(call, wanted));
  return (
    <section aria-labelledby="live-calls">
      <h2 className="secth" id="live-calls">
        {t('calls.title')}
        <span>{t('calls.count', { count: Math.max(total, calls.length) })}</span>
        {total > calls.length && calls.length > 0 && <span>{t('calls.some', { count: calls.length })}</span>}
      </h2>
      {shown.length === 0 ? (
        <p className="nocalls">{t(calls.length === 0 ? 'calls.none' : 'calls.no_match')}</p>
      ) : (
        <Table
          className="tbl livecalls"
          aria-labelledby="live-calls"
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={shown.some((call) => call.id === selected) ? [selected ?? ''] : []}
          onSelectionChange={(keys) => {
            if (keys !== 'all') changeView({ liveCall: [...keys].map(String)[0] });
          }}
        >
          <TableHeader className="th">
            <Column isRowHeader>{t('calls.from')}</Column>
            <Column>{t('calls.to')}</Column>
            <Column className="r">{t('calls.time')}</Column>
            <Column>{t('calls.way')}</Column>
          </TableHeader>
          <TableBody>{shown.map((call) => LiveRow({ call, silent: nothingRings(call, now) }))}</TableBody>
        </Table>
      )}
    </section>
  );
}

/** `silent`: nothing rings. */
function LiveRow({ call, silent }: { call: LiveCall; silent: boolean }) {
  return (
    <Row key={call.id} id={call.id} textValue={nameOf(call.from)} className={silent ? 'warn' : ''}>
      <Cell>
        <From call={call} />
      </Cell>
      <Cell>
        <span className="cut" title={nameOf(call.to)}>
          {nameOf(call.to)}
        </span>
      </Cell>
      <Cell className="r num">
        <Elapsed since={call.answeredAt ?? call.startedAt} short={call.answeredAt === undefined} />
      </Cell>
      <Cell>
        <Way call={call} silent={silent} />
      </Cell>
    </Row>
  );
}

function From({ call }: { call: LiveCall }) {
  const { t } = useTranslation('admin');
  const talks = call.state === 'talking';
  return (
    <>
      <Lamp shape={talks ? 'call' : 'ringing'} word={t(`state.${call.state}`)} />
      <b className="cut" title={nameOf(call.from)}>
        {nameOf(call.from)}
      </b>
    </>
  );
}

function Way({ call, silent }: { call: LiveCall; silent: boolean }) {
  const { t } = useTranslation('admin');
  const way = useWay()(call);
  const text = silent ? t('calls.nothing_rings') : way;
  return (
    <span className="cut" title={text}>
      {text}
    </span>
  );
}
