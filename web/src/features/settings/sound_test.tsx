// The right pane of the sound settings: the echo test, what was found, record and listen, what was plugged in.
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { recordAndListen, stopTest, useAudio, useLevel } from '../../platform/audio';
import { Button } from '../../ui/button';
import { durationText } from '../../ui/clock';
import { Icon } from '../../ui/icons';
import { remember } from '../../ui/local';
import { Meter } from '../../ui/meter';
import { clockTime } from '../clock';
import { useCalls } from '../model';
import { tell } from '../shell/notices';
import { EchoTest } from './echo_test';
import { kQuiet, SoundFindings } from './sound_findings';

function isMissing(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}

export function SoundTest() {
  const { t } = useTranslation('sound');
  const access = useAudio((state) => state.microphone);
  const inCall = useCalls().length > 0;
  // A call is to be heard and heard alone.
  useEffect(() => {
    if (inCall) stopTest();
  }, [inCall]);
  useEffect(() => () => stopTest(), []);
  useTested();
  const ready = !inCall && access !== 'refused' && access !== 'missing';
  const onFailed = (error: unknown) => tell(t(isMissing(error) ? 'missing_text' : 'refused_text'), true);
  return (
    <>
      <EchoTest ready={ready} onFailed={onFailed} />
      <SoundFindings />
      <RecordTest ready={ready} onFailed={onFailed} />
      <PluggedIn />
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

/** Once one has been heard in a test, the first page need not ask for one. */
function useTested(): void {
  const heard = useAudio((state) => state.testLoudness !== undefined && state.testLoudness > kQuiet);
  useEffect(() => {
    if (heard) remember('sound-tested', 'yes');
  }, [heard]);
}

function RecordTest({ ready, onFailed }: { ready: boolean; onFailed: (error: unknown) => void }) {
  const { t } = useTranslation('sound');
  const test = useAudio((state) => state.test);
  const stopped = useRef(false);
  const begin = () => {
    stopped.current = false;
    recordAndListen().then(() => !stopped.current && remember('sound-tested', 'yes'), onFailed);
  };
  const stop = () => {
    stopped.current = true;
    stopTest();
  };
  const running = test === 'recording' || test === 'playing';
  if (!running && !ready) return null;
  return (
    <section>
      <h3>{t('test.title')}</h3>
      <p className="muted sm">{t('test.text')}</p>
      {running && <Running test={test} />}
      <div className="doing tight">
        {running ? (
          <Button icon="stop" label={t('test.stop')} onPress={stop} />
        ) : (
          <Button icon="mic" label={t('test.begin')} onPress={begin} />
        )}
      </div>
    </section>
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

function PluggedIn() {
  const { t, i18n } = useTranslation('sound');
  const plugged = useAudio((state) => state.plugged);
  if (plugged.length === 0) return null;
  return (
    <section>
      <h3>{t('plugged.title')}</h3>
      <dl className="nums">
        {plugged.map(({ at, label, came, chosen }) => (
          <div key={`${at} ${label}`}>
            <dt>{clockTime(at, i18n.language)}</dt>
            <dd>
              {label}
              <span>{t(came ? (chosen ? 'plugged.used' : 'plugged.came') : 'plugged.gone')}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
