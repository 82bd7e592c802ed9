import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Segments } from '../../ui/segments';
import { chooseTheme, type Theme, theme } from '../../ui/theme';
import { chooseLanguage, kLanguages, type Language } from '../language';
import { PageHead } from './page_head';
import { Row } from './row';

export function LookPage() {
  const { t, i18n } = useTranslation('settings');
  const [look, setLook] = useState<Theme>(theme());
  const language = kLanguages.find((one) => i18n.language.startsWith(one.id))?.id ?? 'en';
  const change = (next: Theme) => {
    chooseTheme(next);
    setLook(next);
  };
  return (
    <>
      <PageHead title={t('page.look')} />
      <div className="scroll">
        <section className="blk">
          <Row label={t('language')}>
            <Segments<Language>
              label={t('language')}
              items={kLanguages}
              value={language}
              onChange={(id) => void chooseLanguage(id)}
            />
          </Row>
          <Row label={t('look.label')} hint={t('look.hint')}>
            <Segments<Theme>
              label={t('look.label')}
              value={look}
              onChange={change}
              items={[
                { id: 'system', label: t('look.system') },
                { id: 'light', label: t('look.light') },
                { id: 'dark', label: t('look.dark') },
              ]}
            />
          </Row>
        </section>
      </div>
    </>
  );
}
