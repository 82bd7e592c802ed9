// Nobody in one's groups yet: what will be here, and how to begin all the same.
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button';
import { Lamp, type LampShape } from '../../ui/lamp';
import { focusBox } from '../shell/keys';
import './empty.css';

const kGhosts: readonly { shape: LampShape; width: number }[] = [
  { shape: 'free', width: 62 },
  { shape: 'call', width: 50 },
  { shape: 'offline', width: 70 },
];

export function EmptyHome() {
  const { t } = useTranslation('people');
  return (
    <>
      <div className="head">
        <h1>{t('home')}</h1>
      </div>
      <div className="blank">
        <ul className="cells ghosts" aria-hidden="true">
          {kGhosts.map(({ shape, width }) => (
            <Ghost key={shape} shape={shape} width={width} />
          ))}
        </ul>
        <h2>{t('empty.title')}</h2>
        <p>{t('empty.text')}</p>
        <div className="begin">
          <Button look="primary" size="big" icon="search" label={t('empty.find')} onPress={focusBox} />
        </div>
      </div>
    </>
  );
}

function Ghost({ shape, width }: { shape: LampShape; width: number }) {
  return (
    <li className="cell">
      <span className="av ghost">
        <span className="pic" />
        <span className="spot">
          <Lamp shape={shape} size={16} />
        </span>
      </span>
      <div className="who">
        <span className="g" style={{ width: `${width}%` }} />
        <span className="g thin" style={{ width: `${width - 22}%` }} />
      </div>
    </li>
  );
}
