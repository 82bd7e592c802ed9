import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog';
import { Kbd } from '../../ui/kbd';
import { changeView, useView } from './view';

/** Keys and the text that says what they do. */
export const kKeyList = [
  ['/', 'box'],
  ['Up Down', 'choose'],
  ['Enter', 'call'],
  ['Ctrl Enter', 'number'],
  ['F8', 'answer'],
  ['Shift F8', 'hang_up'],
  ['H', 'hold'],
  ['M', 'mute'],
  ['K', 'keypad'],
  ['F6', 'walk'],
  ['1', 'home'],
  ['2', 'settings'],
  ['?', 'keys'],
] as const;

export function KeyList() {
  const { t } = useTranslation('shell');
  return (
    <dl className="keylist">
      {kKeyList.map(([keys, what]) => (
        <div key={what} className="pair">
          <dt>
            <Kbd keys={keys} />
          </dt>
          <dd>{t(`key.${what}`)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function KeysDialog() {
  const { t } = useTranslation('shell');
  const shown = useView((view) => view.keysShown);
  if (!shown) return null;
  return (
    <Dialog title={t('keys')} onClose={() => changeView({ keysShown: false })}>
      <KeyList />
    </Dialog>
  );
}
