// Settings: the menu and the page. The right pane shows the consequence of the page.
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../../ui/icons';
import { useDevices } from '../model';
import { addressOf, kSettingsPages, type SettingsPage } from '../shell/view';
import { DevicesPage } from './devices_page';
import { KeysPage } from './keys_page';
import { LookPage } from './look_page';
import { ProfilePage } from './profile_page';
import { SoundPage } from './sound_page';
import './settings.css';

const kIcons: Record<SettingsPage, IconName> = {
  devices: 'desk',
  sound: 'headphones',
  profile: 'user',
  keys: 'keyboard',
  look: 'languages',
};

const kPages = { devices: DevicesPage, sound: SoundPage, profile: ProfilePage, keys: KeysPage, look: LookPage };

export function settingsPage(page: SettingsPage) {
  return kPages[page];
}

export function Settings({ page }: { page: SettingsPage }) {
  const Page = kPages[page];
  return (
    <>
      <SettingsMenu page={page} />
      <div className="objects">
        <Page />
      </div>
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
