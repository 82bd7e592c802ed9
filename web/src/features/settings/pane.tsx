// The right pane in settings: what the page leads to.
import { useTranslation } from 'react-i18next';
import { PaneScroll } from '../shell/pane_scroll';
import type { SettingsPage } from '../shell/view';
import { NewPhone, PhoneHelp } from './new_phone';
import { useNewSecret } from './new_secret';
import { SoundTest } from './sound_test';

export function SettingsPane({ page }: { page: SettingsPage }) {
  const { t } = useTranslation('settings');
  const { secret } = useNewSecret();
  return (
    <PaneScroll>
      {page === 'devices' && (secret ? <NewPhone /> : <PhoneHelp />)}
      {page === 'sound' && <SoundTest />}
      {page !== 'devices' && page !== 'sound' && (
        <section className="person quiet">
          <p>{t(`pane.${page}`)}</p>
        </section>
      )}
    </PaneScroll>
  );
}
