import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icons';
import { useMe } from '../model';
import { addressOf, type Place } from '../shell/view';

export function TabBar({ place }: { place: Place }) {
  const { t } = useTranslation('shell');
  const { administrator } = useMe();
  const tab = (kind: Place['kind']) => ({
    className: place.kind === kind ? 'on' : '',
    ...(place.kind === kind ? { 'aria-current': 'page' as const } : {}),
  });
  return (
    <nav className="tabbar" aria-label={t('places')}>
      <a href={addressOf({ kind: 'home' })} {...tab('home')}>
        <span className="glyph">
          <Icon name="house" size={22} />
        </span>
        {t('home')}
      </a>
      {administrator && (
        <a href={addressOf({ kind: 'admin' })} {...tab('admin')}>
          <span className="glyph">
            <Icon name="sliders" size={22} />
          </span>
          {t('admin')}
        </a>
      )}
      <a href={addressOf({ kind: 'settings', page: undefined })} {...tab('settings')}>
        <span className="glyph">
          <Icon name="settings" size={22} />
        </span>
        {t('settings')}
      </a>
    </nav>
  );
}
