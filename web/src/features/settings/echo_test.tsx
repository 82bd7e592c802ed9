// Hear yourself one second later, as long as you like: the card of a call that is none, and what begins it.
import { useTranslation } from 'react-i18next';
import { listenToEcho, muteEcho, stopTest, useAudio, useLevel } from '../../platform/audio';
import * as commands from '../../session/commands';
import { Avatar } from '../../ui/avatar';
import { Button } from '../../ui/button';
import { durationText } from '../../ui/clock';
import { Icon } from '../../ui/icons';
import { Meter } from '../../ui/meter';
import { useMyself } from '../model';
import { findWay } from './server_way';

type Props = { ready: boolean; onFailed: (error: unknown) => void };

/** `ready`: there is a microphone, and nobody to be disturbed. */
export function EchoTest({ ready, onFailed }: Props) {
  const { t } = useTranslation('sound');
  const running = useAudio((state) => state.test === 'echo');
  const myNumber = useMyself()?.number ?? '';
  if (running) return <EchoCard />;
  const begin = () => {
    void findWay(() => commands.searchPeople(myNumber));
    listenToEcho().catch(onFailed);
  };
  return (
    <section className="person">
      <div className="hd">
        <div>
          <h2 className="heading sm">{t('echo.title')}</h2>
          <p>{t('echo.text')}</p>
        </div>
      </div>
      {ready && (
        <div className="doing">
          <Button icon="headphones" look="primary" label={t('echo.begin')} onPress={begin} />
        </div>
      )}
    </section>
  );
}

function EchoCard() {
  const { t } = useTranslation('sound');
  const seconds = useAudio((state) => state.testSeconds);
  const muted = useAudio((state) => state.testMuted);
  const level = useLevel('echo');
  return (
    <section className="calls" aria-label={t('echo.title')}>
      <div className="callcard">
        <header>
          <Avatar name={t('echo.title')} size={44} glyph="headphones" />
          <div className="who">
            <b>{t('echo.title')}</b>
            <span>{t('echo.runs')}</span>
          </div>
          <div className="clock">
            <time>{durationText(seconds * 1000)}</time>
            <span>
              <Icon name={muted ? 'mic-off' : 'mic'} size={12} />
              {t(muted ? 'echo.muted' : 'echo.word')}
            </span>
          </div>
        </header>
        <div className="selfmeter">
          <Icon name={muted ? 'mic-off' : 'mic'} size={15} />
          <Meter label={t('echo.level')} level={level} segments={40} />
        </div>
        <div className="doing tight">
          <Button
            icon={muted ? 'mic' : 'mic-off'}
            label={t(muted ? 'echo.unmute' : 'echo.mute')}
            onPress={() => muteEcho(!muted)}
          />
          <Button icon="phone" look="ending" label={t('echo.end')} onPress={stopTest} />
        </div>
      </div>
    </section>
  );
}
