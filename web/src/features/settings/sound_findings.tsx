// What is known of the way of sound in this browser, each point with its consequence.
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useAudio } from '../../platform/audio';
import { unblockSound, useHeldBack } from '../../platform/softphone';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { useWay, type Way } from './server_way';

/** A voice nearer to silence than this is hardly understood. */
export const kQuiet = -45;
/** Longer there and back than this, people begin to talk at the same time (ITU-T G.114: 150 ms one way). */
const kLongWayMs = 300;

const kPatienceSeconds = 5;

type Finding = { id: string; good: boolean; title: string; detail: string; value?: string };

function voiceFound(t: TFunction<'sound'>, loudness: number, clips: boolean): Finding {
  const level = t('found.decibels', { value: loudness }).replace('-', '−');
  if (loudness <= kQuiet) {
    return { id: 'voice', good: false, title: t('found.quiet'), detail: t('found.quiet_why'), value: level };
  }
  if (clips) return { id: 'voice', good: false, title: t('found.loud'), detail: t('found.loud_why'), value: level };
  const detail = t('found.voice_why', { level });
  return { id: 'voice', good: true, title: t('found.voice'), detail, value: t('found.good') };
}

function wayFound(t: TFunction<'sound'>, { ms, slowest }: Way): Finding {
  const good = ms <= kLongWayMs;
  return {
    id: 'way',
    good,
    title: t(good ? 'found.way' : 'found.long_way'),
    detail: t(good ? 'found.way_why' : 'found.long_way_why', { slowest }),
    value: t('found.ms', { value: ms }),
  };
}

function useFindings(): Finding[] {
  const { t } = useTranslation('sound');
  const microphone = useAudio((state) => state.microphone);
  const loudness = useAudio((state) => state.testLoudness);
  const clips = useAudio((state) => state.testClips);
  // Nobody is told to speak up who has not begun to speak.
  const early = useAudio((state) => state.test === 'echo' && state.testSeconds < kPatienceSeconds);
  const cancels = useAudio((state) => state.testCancelsEcho);
  const wanted = useAudio((state) => state.processing.echoCancellation);
  const way = useWay();
  const blocked = useHeldBack();
  const rings = useAudio((state) => state.sounds.ring);
  const found: Finding[] = [];
  if (microphone !== 'unknown') {
    const good = microphone === 'granted';
    const detail = good ? t('found.granted_why') : t(`${microphone}_text`);
    found.push({ id: 'microphone', good, title: t(`found.${microphone}`), detail });
  }
  if (loudness !== undefined && !(early && loudness <= kQuiet)) found.push(voiceFound(t, loudness, clips));
  // Whoever switched it off knows why.
  if (cancels !== undefined && wanted) {
    const name = cancels ? 'found.no_echo' : 'found.echo';
    found.push({ id: 'echo', good: cancels, title: t(name), detail: t(`${name}_why`) });
  }
  if (way) found.push(wayFound(t, way));
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
  const found = useFindings();
  return (
    <section>
      <h3>{t('found.title')}</h3>
      {/* Readers hear what was found once, not each louder moment of a voice. */}
      <p className="heard" aria-live="polite">
        {[t('found.title'), ...found.map(({ title }) => title)].join(', ')}
      </p>
      <ul className="found">
        {found.map(({ id, good, title, detail, value }) => (
          <li key={id} className={good ? 'good' : 'bad'}>
            <Icon name={good ? 'check' : 'alert'} size={15} />
            <div className="who grow">
              <b>{title}</b>
              <span>{detail}</span>
            </div>
            {value && <span className="num">{value}</span>}
          </li>
        ))}
      </ul>
      {blocked === 'here' && (
        <div className="doing tight">
          <Button icon="volume" label={t('found.allow')} onPress={() => void unblockSound()} />
        </div>
      )}
    </section>
  );
}
