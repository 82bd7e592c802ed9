import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icons';
import { ActionMenu } from '../../ui/menu';
import { chooseLanguage, kLanguages, type Language } from '../language';

export function LanguageChoice() {
  const { t, i18n } = useTranslation('signin');
  const current = kLanguages.find((one) => i18n.language.startsWith(one.id)) ?? kLanguages[0];
  const trigger = (
    <Button className="langs" aria-label={t('language', { language: current.label })}>
      {current.label}
      <Icon name="chevron-down" size={14} />
    </Button>
  );
  return (
    <ActionMenu
      trigger={trigger}
      label={t('language', { language: current.label })}
      items={kLanguages}
      selected={current.id}
      onAction={(id) => chooseLanguage(id as Language)}
    />
  );
}
