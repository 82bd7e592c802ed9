// The list exactly below the box. The marked row is the only one with actions; keys and mouse do the same things.
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icons';
import { Kbd } from '../../ui/kbd';
import { useDial } from '../calls/dial';
import type { Person } from '../model';
import { useCallFrom, useDeviceName } from '../own_devices';
import { glyphOf, lampShape, StateLine, useStateDetail } from '../people/state';
import { marked as pieces } from './match';
import type { Results, Row } from './results';

type Props = {
  id: string;
  results: Results;
  marked: number;
  onMark: (at: number) => void;
  onCall: (row: Row) => void;
  onShow: (row: Row) => void;
};

export function BoxList({ id, results, marked, onMark, onCall, onShow }: Props) {
  const { t } = useTranslation('box');
  const { rows, words } = results;
  const act = (row: Row, event: MouseEvent) => {
    const action =
      event.target instanceof Element ? event.target.closest('[data-action]')?.getAttribute('data-action') : null;
    if (action === 'show') onShow(row);
    else onCall(row);
  };
  const option = (row: Row) => {
    const at = rows.indexOf(row);
    return (
      // Keys are the combobox's: it keeps the focus and walks the rows by aria-activedescendant.
      // biome-ignore lint/a11y/useKeyWithClickEvents: see above
      // biome-ignore lint/a11y/useFocusableInteractive: see above
      <div
        key={row.id}
        id={`${id}-${row.id}`}
        className={at === marked ? 'hit on' : 'hit'}
        role="option"
        aria-selected={at === marked}
        onPointerMove={() => at !== marked && onMark(at)}
        onPointerDown={(event) => event.preventDefault()}
        onClick={(event) => act(row, event)}
      >
        {row.kind === 'person' ? (
          <PersonHit person={row.person} words={words} on={at === marked} />
        ) : (
          <NumberHit shown={row.found.shown} on={at === marked} />
        )}
      </div>
    );
  };
  return (
    <div className="drop">
      <div className="scroll" role="listbox" id={id} aria-label={t('results')}>
        <Section
          title={t('number_in_text')}
          rows={rows.filter((row, i) => row.kind === 'number' && i === 0)}
          option={option}
        />
        <Section title={t('colleagues')} rows={rows.filter((row) => row.kind === 'person')} option={option} />
        <Section
          title={t('number_in_text')}
          rows={rows.filter((row, i) => row.kind === 'number' && i > 0)}
          option={option}
        />
      </div>
      {rows.length === 0 && (
        <p className="none" role="status">
          <b>{t('nobody', { text: words })}</b>
          {t('nobody_hint')}
        </p>
      )}
      <BoxKeys />
    </div>
  );
}

function Section({
  title,
  rows,
  option,
}: {
  title: string;
  rows: readonly Row[];
  option: (row: Row) => React.ReactNode;
}) {
  if (rows.length === 0) return null;
  return (
    <div role="group" aria-label={title}>
      <p className="section" aria-hidden="true">
        {title}
      </p>
      <div className="rows">{rows.map(option)}</div>
    </div>
  );
}

function PersonHit({ person, words, on }: { person: Person; words: string; on: boolean }) {
  const { t } = useTranslation('box');
  const detail = useStateDetail()(person.state);
  const dial = useDial();
  return (
    <>
      <Avatar name={person.name} size={36} glyph={glyphOf(person.kind)} lamp={lampShape(person.state)} />
      <div className="t">
        <b title={person.name}>
          {pieces(person.name, words).map((piece, i) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name
            piece.hit ? <mark key={i}>{piece.text}</mark> : <span key={i}>{piece.text}</span>,
          )}
        </b>
        <span className="s">
          <StateLine state={person.state} />
          {detail && ` ${detail}`}
          {person.department && ` · ${person.department}`}
        </span>
      </div>
      {on ? (
        <>
          {dial && (
            <span className="btn pri">
              <Icon name="phone" />
              <span>{t('call', { number: person.number })}</span>
              <Kbd keys="Enter" />
            </span>
          )}
          <span className="btn" data-action="show">
            <span>{t('show')}</span>
            <Kbd keys="Shift Enter" />
          </span>
        </>
      ) : (
        <span className="x">{person.number}</span>
      )}
    </>
  );
}

function NumberHit({ shown, on }: { shown: string; on: boolean }) {
  const { t } = useTranslation('box');
  const { chosen } = useCallFrom();
  const name = useDeviceName('from');
  const dial = useDial();
  return (
    <>
      <Avatar name="" size={36} />
      <div className="t">
        <b>
          {t('call_number')} <mark className="num">{shown}</mark>
        </b>
        <span className="s">{chosen && dial ? t('from', { device: name(chosen) }) : t('no_device')}</span>
      </div>
      {on && dial ? (
        <span className="btn pri">
          <Icon name="phone" />
          <span>{t('call_plain')}</span>
          <Kbd keys="Enter" />
        </span>
      ) : (
        <Kbd keys="Ctrl Enter" />
      )}
    </>
  );
}

function BoxKeys() {
  const { t } = useTranslation('box');
  return (
    <div className="keys" aria-hidden="true">
      <span>
        <Kbd keys="Up Down" /> {t('key_choose')}
      </span>
      <span>
        <Kbd keys="Enter" /> {t('key_call')}
      </span>
      <span>
        <Kbd keys="Shift Enter" /> {t('key_show')}
      </span>
      <span className="grow" />
      <span>
        <Kbd keys="?" /> {t('key_all')}
      </span>
    </div>
  );
}
