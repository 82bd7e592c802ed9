// A fault in a screen must not leave a white page: calls go on at the server and on phones, and loading again brings all back.
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';

export class ErrorBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    return this.state.crashed ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const { t } = useTranslation('app');
  return (
    <div className="crashed" role="alert">
      <h1>{t('crashed.title')}</h1>
      <p>{t('crashed.text')}</p>
      <Button look="primary" label={t('crashed.reload')} onPress={() => window.location.reload()} />
    </div>
  );
}
