import { useTranslation } from 'react-i18next';
import { Toggle } from '../../ui/choice';
import { useRemembered } from '../../ui/local';
import { KeyList } from '../shell/keys_dialog';
import { Row } from './row';

export function KeysPage() {
  const { t } = useTranslation('settings');
  const [letters, setLetters] = useRemembered('letters', 'on');
  return (
    <>
      <div className="head">
        <h1>{t('page.keys')}</h1>
      </div>
      <div className="scroll">
        <section className="blk">
          <Row label={t('letters')} hint={t('letters_hint')}>
            <Toggle label={t('letters')} value={letters !== 'off'} onChange={(on) => setLetters(on ? 'on' : 'off')} />
          </Row>
        </section>
        <section className="blk">
          <KeyList />
        </section>
      </div>
    </>
  );
}
