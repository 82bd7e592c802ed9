// What is known of the way of sound in this browser, each point with its consequence.
import { useTranslation } from 'react-i18next';
import { useAudio } from '../../platform/audio';
import { unblockSound, useHeldBack } from '../../platform/softphone';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';

/** A voice nearer to silence than this is hardly understood. */
const kQuiet = -45;

type Finding = { id: string; good: boolean; title: string; detail: string; value?: string };

function useFindings(): Finding[] {
  const { t } = useTranslation('sound');
  const microphone = useAudio((state) => state.microphone);
  const loudness = useAudio((state) => state.testLoudness);
  const blocked = useHeldBack();
  const rings = useAudio((state) => state.sounds.ring);
  const found: Finding[] = [];
  if (microphone !== 'unknown') {
    const good = microphone === 'granted';
    const detail = good ? t('found.granted_why') : t(`${microphone}_text`);
    found.push({ id: 'microphone', good, title: t(`found.${microphone}`), detail });
  }
  if (loudness !== undefined) {
    const good = loudness > kQuiet;
    const value = t('found.decibels', { value: loudness });
    found.push({
      id: 'voice',
      good,
      title: t(good ? 'found.voice' : 'found.quiet'),
      detail: t(good ? 'found.voice_why' : 'found.quiet_why'),
      value,
    });
  }
  const ringing = blocked ? 'ring_blocked' : rings ? 'ring_heard' : 'ring_off';
  found.push({
    id: 'ring',
    good: ringing === 'ring_heard',
    title: t(`found.${ringing}`),
    detail: t(`found.${ringing}_why`),
  });
  return found;
}

export function SoundFindings() {
  const { t } = useTranslation('sound');
  const blocked = useHeldBack();
  return (
    <section>
      <h3>{t('found.title')}</h3>
      <ul className="found" aria-live="polite">
        {useFindings().map(({ id, good, title, detail, value }) => (
          <li key={id} className={good ? 'good' : 'bad'}>
            <Icon name={good ? 'check' : 'alert'} size={16} />
            <div className="who">
              <b>{title}</b>
              <span>{detail}</span>
            </div>
            {value && <span className="num">{value}</span>}
          </li>
        ))}
      </ul>
      {blocked === 'here' && (
        <div className="doing">
          <Button icon="volume" label={t('found.allow')} onPress={() => void unblockSound()} />
        </div>
      )}
    </section>
  );
}
