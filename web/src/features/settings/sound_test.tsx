// Hear yourself: five seconds recorded in this page and played back, through the very devices chosen beside it.
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { recordAndListen, stopTest, useAudio, useLevel } from '../../platform/audio';
import { Button } from '../../ui/button';
import { durationText } from '../../ui/clock';
import { Icon } from '../../ui/icons';
import { remember } from '../../ui/local';
import { Meter } from '../../ui/meter';
import { tell } from '../shell/notices';
import { SoundFindings } from './sound_findings';

function isMissing(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}

export function SoundTest() {
  const { t } = useTranslation('sound');
  const test = useAudio((state) => state.test);
  const stopped = useRef(false);
  useEffect(() => () => stopTest(), []);
  const begin = () => {
    stopped.current = false;
    recordAndListen().then(
      () => !stopped.current && remember('sound-tested', 'yes'),
      (error: unknown) => tell(t(isMissing(error) ? 'missing_text' : 'refused_text'), true),
    );
  };
  const stop = () => {
    stopped.current = true;
    stopTest();
  };
  return (
    <>
      <section className="person">
        <div className="hd">
          <div>
            <h2 className="heading sm">{t('test.title')}</h2>
            <p>{t('test.text')}</p>
          </div>
        </div>
        {test !== 'idle' && <Running test={test} />}
        <div className="doing">
          {test === 'idle' ? (
            <Button icon="mic" look="primary" label={t('test.begin')} onPress={begin} />
          ) : (
            <Button icon="stop" label={t('test.stop')} onPress={stop} />
          )}
        </div>
      </section>
      <SoundFindings />
      <section>
        <h3>{t('hints.title')}</h3>
        <ul className="hints">
          <li>{t('hints.level')}</li>
          <li>{t('hints.echo')}</li>
          <li>{t('hints.ring')}</li>
        </ul>
      </section>
    </>
  );
}

function Running({ test }: { test: 'recording' | 'playing' }) {
  const { t } = useTranslation('sound');
  const seconds = useAudio((state) => state.testSeconds);
  const level = useLevel();
  return (
    <div className="running" role="status">
      <p>
        <Icon name={test === 'recording' ? 'mic' : 'volume'} size={15} />
        {t(`test.${test}`)}
        <time>{durationText(seconds * 1000, true)}</time>
      </p>
      {test === 'recording' && <Meter label={t('level')} level={level} segments={40} />}
    </div>
  );
}
