import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icons';
import { addressOf, type Place } from '../shell/view';

export function TabBar({ place }: { place: Place }) {
  const { t } = useTranslation('shell');
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
      <a href={addressOf({ kind: 'settings', page: undefined })} {...tab('settings')}>
        <span className="glyph">
          <Icon name="settings" size={22} />
        </span>
        {t('settings')}
      </a>
    </nav>
  );
}
