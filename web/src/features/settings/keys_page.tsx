import { useTranslation } from 'react-i18next';
import { Toggle } from '../../ui/choice';
import { useRemembered } from '../../ui/local';
import { KeyList } from '../shell/keys_dialog';
import { PageHead } from './page_head';
import { Row } from './row';

export function KeysPage() {
  const { t } = useTranslation('settings');
  const [letters, setLetters] = useRemembered('letters', 'on');
  return (
    <>
      <PageHead title={t('page.keys')} />
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
