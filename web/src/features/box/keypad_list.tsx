// The keypad below the box: keys on the left, whom the digits could mean on the right, and what the call goes out from.
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar';
import { Button } from '../../ui/button';
import { Kbd } from '../../ui/kbd';
import { Segments } from '../../ui/segments';
import { useDial } from '../calls/dial';
import { DigitPad } from '../calls/digit_pad';
import { capital, deviceIcon, useCallFrom, useDeviceName } from '../own_devices';
import { glyphOf, lampShape } from '../people/state';
import { findNumber } from './numbers';
import type { Results, Row } from './results';

type Props = {
  text: string;
  results: Results;
  onWrite: (text: string) => void;
  onCall: (row: Row) => void;
  onClose: () => void;
};

export function KeypadList({ text, results, onWrite, onCall, onClose }: Props) {
  const { t } = useTranslation('box');
  const dial = useDial();
  const found = findNumber(text);
  // Keys go on writing when the focus is on a key of the pad.
  const onKeyDown = (event: KeyboardEvent) => {
    if (/^[0-9*#+]$/.test(event.key)) onWrite(text + event.key);
    else if (event.key === 'Backspace') onWrite(text.slice(0, -1));
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
  };
  return (
    <div className="drop dial" role="dialog" aria-label={t('keypad')} onKeyDown={onKeyDown}>
      <div className="halves">
        <div>
          <DigitPad plus onDigit={(digit) => onWrite(text + digit)} />
          {dial && (
            <Button
              className="call"
              look="primary"
              size="big"
              icon="phone"
              label={t('call_plain')}
              keys="Enter"
              isDisabled={!found}
              onPress={() => found && onCall({ kind: 'number', id: 'number', found })}
            />
          )}
        </div>
        <Matches results={results} onCall={onCall} />
      </div>
      <PadFoot />
    </div>
  );
}

function Matches({ results, onCall }: { results: Results; onCall: (row: Row) => void }) {
  const { t } = useTranslation('box');
  const persons = results.rows.filter((row) => row.kind === 'person').slice(0, 5);
  if (persons.length === 0) {
    return (
      <div>
        <p className="none">{t(results.found ? 'nobody_with' : 'pad_hint')}</p>
      </div>
    );
  }
  return (
    <div>
      <h2>{t('begins_like')}</h2>
      <ul>
        {persons.map((row) => (
          <li key={row.id}>
            <button type="button" className="hit still" onClick={() => onCall(row)}>
              <Avatar
                name={row.person.name}
                size={32}
                glyph={glyphOf(row.person.kind)}
                lamp={lampShape(row.person.state)}
              />
              <span className="t">
                <b>{row.person.name}</b>
                <span className="num">{row.person.number}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function PadFoot() {
  const { t, i18n } = useTranslation('box');
  const { devices, chosen, choose } = useCallFrom();
  const name = useDeviceName('listed');
  return (
    <div className="foot-line">
      {chosen && devices.length > 1 && (
        <>
          <span>{t('call_from')}</span>
          <Segments
            label={t('call_from')}
            value={chosen.id}
            onChange={choose}
            items={devices.slice(0, 3).map((device) => ({
              id: device.id,
              label: capital(name(device), i18n.language),
              icon: deviceIcon(device),
            }))}
          />
        </>
      )}
      {!chosen && <span>{t('no_device')}</span>}
      <span className="grow" />
      <span>
        {t('hold_zero')} <Kbd keys="0" /> {t('hold_zero_for')}
      </span>
    </div>
  );
}
