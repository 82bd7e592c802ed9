// The heading of a settings page, and whether what it sets is kept in this browser alone.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icons';

export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="head">
      <h1>{title}</h1>
      <span className="grow" />
      {children}
    </div>
  );
}

export function HereOnly() {
  const { t } = useTranslation('settings');
  return (
    <span className="from">
      <Icon name="laptop" size={12} />
      {t('here_only')}
    </span>
  );
}
