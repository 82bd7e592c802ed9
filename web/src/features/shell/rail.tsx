// The places, and at the foot settings and the list of keys.

import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icons';
import { Tip } from '../../ui/tip';
import { useMe } from '../model';
import { addressOf, changeView, type Place } from './view';

export function Rail({ place }: { place: Place }) {
  const { t } = useTranslation('shell');
  const { administrator } = useMe();
  const here = (kind: Place['kind']) => (place.kind === kind ? { 'aria-current': 'page' as const } : {});
  return (
    <nav className="rail" aria-label={t('places')} data-region="rail">
      <a className={place.kind === 'home' ? 'place on' : 'place'} href={addressOf({ kind: 'home' })} {...here('home')}>
        <span className="glyph">
          <Icon name="house" size={20} />
        </span>
        <span>{t('home')}</span>
      </a>
      {administrator && (
        <a
          className={place.kind === 'admin' ? 'place on' : 'place'}
          href={addressOf({ kind: 'admin' })}
          {...here('admin')}
        >
          <span className="glyph">
            <Icon name="sliders" size={20} />
          </span>
          <span>{t('admin')}</span>
        </a>
      )}
      <span className="grow" />
      <a
        className={place.kind === 'settings' ? 'place small on' : 'place small'}
        href={addressOf({ kind: 'settings', page: undefined })}
        aria-label={t('settings')}
        title={t('settings')}
        {...here('settings')}
      >
        <span className="glyph">
          <Icon name="settings" size={18} />
        </span>
      </a>
      <Tip text={t('keys')} keys="?">
        <Button className="place small" aria-label={t('keys')} onPress={() => changeView({ keysShown: true })}>
          <span className="glyph">
            <Icon name="help" size={18} />
          </span>
        </Button>
      </Tip>
    </nav>
  );
}
