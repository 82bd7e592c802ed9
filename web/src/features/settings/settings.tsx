// Settings: the menu and the page. The right pane shows the consequence of the page.
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../../ui/icons';
import { useDevices } from '../model';
import { addressOf, kSettingsPages, type SettingsPage } from '../shell/view';
import { DevicesPage } from './devices_page';
import { KeysPage } from './keys_page';
import { LookPage } from './look_page';
import { useNewSecret } from './new_secret';
import { NotificationsPage } from './notifications_page';
import { SettingsPane } from './pane';
import { ProfilePage } from './profile_page';
import { SoundPage } from './sound_page';
import './settings.css';

const kIcons: Record<SettingsPage, IconName> = {
  devices: 'desk',
  sound: 'headphones',
  notifications: 'bell',
  profile: 'user',
  keys: 'keyboard',
  look: 'languages',
};

const kPages = {
  devices: DevicesPage,
  sound: SoundPage,
  notifications: NotificationsPage,
  profile: ProfilePage,
  keys: KeysPage,
  look: LookPage,
};

/** `below`: there is no right pane, what it would show follows the page. */
export function Settings({ page, below }: { page: SettingsPage; below: boolean }) {
  return (
    <div className="split">
      <SettingsMenu page={page} />
      <div className={below ? 'objects whole' : 'objects'}>
        <PageBody page={page} below={below} />
      </div>
    </div>
  );
}

export function PageBody({ page, below }: { page: SettingsPage; below: boolean }) {
  const { t } = useTranslation('settings');
  const Page = kPages[page];
  const { secret } = useNewSecret();
  // A secret is shown once: it must not be somewhere below the edge of the window.
  if (below && page === 'devices' && secret) {
    return (
      <>
        <div className="head">
          <h1>{t('page.devices')}</h1>
        </div>
        <div className="aside">
          <SettingsPane page="devices" />
        </div>
      </>
    );
  }
  return (
    <>
      <Page />
      {below && (page === 'devices' || page === 'sound') && (
        <div className="aside">
          <SettingsPane page={page} />
        </div>
      )}
    </>
  );
}

type MenuProps = { page: SettingsPage | undefined; heading?: 'h1' | 'h2' };

export function SettingsMenu({ page, heading: Heading = 'h2' }: MenuProps) {
  const { t } = useTranslation('settings');
  const devices = useDevices();
  const phones = devices.filter((device) => device.kind === 'phone').length;
  return (
    <nav className="subnav" aria-label={t('title')}>
      <div className="head">
        <Heading>{t('title')}</Heading>
      </div>
      <ul>
        {kSettingsPages.map((one) => (
          <li key={one}>
            <a
              href={addressOf({ kind: 'settings', page: one })}
              {...(one === page ? { 'aria-current': 'page' as const } : {})}
            >
              <Icon name={kIcons[one]} />
              <span>{t(`page.${one}`)}</span>
              {one === 'devices' && phones > 0 && <em>{phones}</em>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
