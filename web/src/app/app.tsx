// Decides what is shown: sign-in, a moment of waiting, or the client. What is inside is the features' business.
import { I18nProvider } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Shell, SignIn } from '../features';
import { useSession } from '../session/store';
import { ErrorBoundary } from './error_boundary';
import './app.css';

export function App() {
  const signedOut = useSession((state) => state.connection.phase === 'signed_out');
  const loaded = useSession((state) => state.loaded);
  const { i18n } = useTranslation('app');
  return (
    <I18nProvider locale={i18n.language === 'de' ? 'de-DE' : 'en-GB'}>
      <ErrorBoundary>{signedOut ? <SignIn /> : loaded ? <Shell /> : <Waiting />}</ErrorBoundary>
    </I18nProvider>
  );
}

/** Between sign-in and the first snapshot. Mostly too short to be seen; the stylesheet shows it late. */
function Waiting() {
  const { t } = useTranslation('app');
  const retrying = useSession((state) => state.connection.nextTryAt !== undefined);
  return (
    <div className="waiting" role="status">
      <span className="waiting-dot" aria-hidden="true" />
      <p>{retrying ? t('unreachable') : t('loading')}</p>
    </div>
  );
}
