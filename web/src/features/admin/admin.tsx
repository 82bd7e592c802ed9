// Administration: the menu and the page. There is one page so far: what goes on now.
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icons';
import { addressOf } from '../shell/view';
import { LivePage } from './live_page';
import './admin.css';

/** `below`: there is no right pane, what it would show follows the page. */
export function Admin({ below }: { below: boolean }) {
  const { t } = useTranslation('admin');
  return (
    <div className="split">
      <nav className="subnav" aria-label={t('title')}>
        <div className="head">
          <h2>{t('title')}</h2>
        </div>
        <ul>
          <li>
            <a href={addressOf({ kind: 'admin' })} aria-current="page">
              <Icon name="activity" />
              <span>{t('live')}</span>
            </a>
          </li>
        </ul>
      </nav>
      <div className={below ? 'objects whole' : 'objects'}>
        <LivePage below={below} />
      </div>
    </div>
  );
}
