// Sound of this browser: microphone, speaker and ring device apart from each other, with the level while one speaks.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type AudioDevice,
  type AudioRole,
  allowMicrophone,
  choose,
  kLikeRing,
  kRingTones,
  playTone,
  type RingTone,
  refreshDevices,
  setProcessing,
  setRingTone,
  setSounds,
  setVolume,
  startMeter,
  stopTone,
  useAudio,
  useLevel,
  type VoiceProcessing,
} from '../../platform/audio';
import { Button } from '../../ui/button';
import { Check, Pick, Toggle } from '../../ui/choice';
import { Refusal } from '../../ui/field';
import type { IconName } from '../../ui/icons';
import { Meter } from '../../ui/meter';
import { Slider } from '../../ui/slider';
import { useRun } from '../run';
import { HereOnly, PageHead } from './page_head';
import { Row } from './row';

export function SoundPage() {
  const { t } = useTranslation('sound');
  const canChoose = useAudio((state) => state.canChooseOutput);
  useEffect(() => {
    void refreshDevices();
    return () => stopTone();
  }, []);
  return (
    <>
      <PageHead title={t('title')}>
        <HereOnly />
      </PageHead>
      <div className="scroll">
        <section className="blk">
          <h2>{t('talking')}</h2>
          <Microphone />
          <Output output="speaker" icon="headphones" canChoose={canChoose} />
          <VoiceRow />
        </section>
        <section className="blk">
          <h2>{t('ringing')}</h2>
          <RingHere />
          <Output output="ring" icon="volume" canChoose={canChoose} />
          {canChoose && <RingAlso />}
          <Tone />
        </section>
        <section className="blk">
          <h2>{t('notices')}</h2>
          <NoticeSounds canChoose={canChoose} />
        </section>
      </div>
    </>
  );
}

function useOptions(devices: readonly AudioDevice[], role: AudioRole, kind: string) {
  const { t } = useTranslation('sound');
  const chosen = useAudio((state) => state.chosen[role]);
  const missing = useAudio((state) => state.missing.includes(role));
  const options = devices.map((device, i) => ({
    id: device.id === '' ? 'default' : device.id,
    label: device.label || (device.id === '' ? t('default') : t(kind, { number: i })),
  }));
  if (!options.some((option) => option.id === 'default')) options.unshift({ id: 'default', label: t('default') });
  const value = chosen === '' || missing || !options.some((option) => option.id === chosen) ? 'default' : chosen;
  return { options, value, missing };
}

function Microphone() {
  const { t } = useTranslation('sound');
  const access = useAudio((state) => state.microphone);
  const { options, value, missing } = useOptions(
    useAudio((state) => state.microphones),
    'microphone',
    'nth_microphone',
  );
  const run = useRun();
  if (access !== 'granted') {
    return (
      <Row label={t('microphone')}>
        {access === 'missing' || access === 'refused' ? (
          <Refusal text={t(`${access}_text`)} />
        ) : (
          <span className="muted">{t('allow_text')}</span>
        )}
        <Button icon="mic" label={t(access === 'unknown' ? 'allow' : 'again')} onPress={() => run(allowMicrophone())} />
      </Row>
    );
  }
  return (
    <>
      <Row label={t('microphone')} {...(missing ? { hint: t('missing_device') } : {})}>
        <Pick
          label={t('microphone')}
          icon="mic"
          options={options}
          value={value}
          onChange={(id) => choose('microphone', id === 'default' ? '' : id)}
        />
      </Row>
      <Row label={t('level')} hint={t('level_hint')}>
        <LevelMeter />
      </Row>
    </>
  );
}

function LevelMeter() {
  const { t } = useTranslation('sound');
  const level = useLevel();
  useEffect(() => startMeter(), []);
  return <Meter label={t('level')} level={level} />;
}

type OutputProps = { output: 'speaker' | 'ring'; icon: IconName; canChoose: boolean };

function Output({ output: role, icon, canChoose }: OutputProps) {
  const { t } = useTranslation('sound');
  const { options, value, missing } = useOptions(
    useAudio((state) => state.speakers),
    role,
    'nth_speaker',
  );
  const playing = useAudio((state) => state.tonePlaying === role);
  const play = () => (playing ? stopTone() : playTone(role));
  const button = <Button icon={playing ? 'stop' : 'play'} label={t(playing ? 'stop' : 'play')} onPress={play} />;
  return (
    <>
      <Row
        label={t(role)}
        {...(missing ? { hint: t('missing_device') } : role === 'ring' ? { hint: t('ring_hint') } : {})}
      >
        {canChoose ? (
          <Pick
            label={t(role)}
            icon={icon}
            options={options}
            value={value}
            onChange={(id) => choose(role, id === 'default' ? '' : id)}
          />
        ) : (
          <span className="muted">{t('no_choice')}</span>
        )}
        {button}
      </Row>
      {role === 'speaker' && (
        <Row label={t('speaker_volume')}>
          <Volume of={role} />
        </Row>
      )}
    </>
  );
}

function Volume({ of: role }: { of: 'speaker' | 'ring' }) {
  const { t } = useTranslation('sound');
  const volume = useAudio((state) => state.volume[role]);
  return (
    <span className="slot">
      <Slider label={t(`${role}_volume`)} value={volume} onChange={(next) => setVolume(role, next)} />
      <span className="muted num percent">{t('percent', { value: Math.round(volume * 100) })}</span>
    </span>
  );
}

function Tone() {
  const { t } = useTranslation('sound');
  const tone = useAudio((state) => state.ringTone);
  const playing = useAudio((state) => state.tonePlaying === 'ring');
  const take = (id: string) => {
    setRingTone(id as RingTone);
    // What is being listened to is the tone that would ring.
    if (playing) playTone('ring');
  };
  return (
    <Row label={t('tone')}>
      <Pick
        label={t('tone')}
        icon="music"
        options={kRingTones.map((id) => ({ id, label: t(`tones.${id}`) }))}
        value={tone}
        onChange={take}
      />
      <Volume of="ring" />
    </Row>
  );
}

function RingHere() {
  const { t } = useTranslation('sound');
  const on = useAudio((state) => state.sounds.ring);
  return (
    <Row label={t('ring_here')} hint={t('ring_here_hint')}>
      <Toggle label={t('ring_here')} value={on} onChange={(ring) => setSounds({ ring })} />
    </Row>
  );
}

/** Where ringing has an output of its own: also where one talks? */
function RingAlso() {
  const { t } = useTranslation('sound');
  const on = useAudio((state) => state.sounds.ringAlso);
  const apart = useAudio((state) => state.chosen.ring !== state.chosen.speaker);
  if (!apart) return null;
  return (
    <Row label={t('ring_also')}>
      <Toggle label={t('ring_also')} value={on} onChange={(ringAlso) => setSounds({ ringAlso })} />
    </Row>
  );
}

const kNotices = ['missed', 'connection'] as const;

function NoticeSounds({ canChoose }: { canChoose: boolean }) {
  const { t } = useTranslation('sound');
  const speakers = useAudio((state) => state.speakers);
  const { options, value, missing } = useOptions(speakers, 'notice', 'nth_speaker');
  const chosen = useAudio((state) => state.chosen.notice);
  const sounds = useAudio((state) => state.sounds);
  const playing = useAudio((state) => state.tonePlaying === 'notice');
  return (
    <>
      {canChoose && (
        <Row label={t('notice')} {...(missing ? { hint: t('missing_device') } : {})}>
          <Pick
            label={t('notice')}
            icon="bell"
            options={[{ id: kLikeRing, label: t('like_ring') }, ...options]}
            value={chosen === kLikeRing ? kLikeRing : value}
            onChange={(id) => choose('notice', id === 'default' ? '' : id)}
          />
          <Button
            icon={playing ? 'stop' : 'play'}
            label={t(playing ? 'stop' : 'play')}
            onPress={() => (playing ? stopTone() : playTone('notice'))}
          />
        </Row>
      )}
      <Row label={t('notice_for')} hint={t('notice_for_hint')}>
        {kNotices.map((one) => (
          <Check
            key={one}
            label={t(`notice_${one}`)}
            value={sounds[one]}
            onChange={(value) => setSounds({ [one]: value })}
          />
        ))}
      </Row>
    </>
  );
}

const kProcessing: readonly (keyof VoiceProcessing)[] = ['echoCancellation', 'noiseSuppression', 'autoGainControl'];

function VoiceRow() {
  const { t } = useTranslation('sound');
  const processing = useAudio((state) => state.processing);
  return (
    <Row label={t('voice')}>
      {kProcessing.map((one) => (
        <Check key={one} label={t(one)} value={processing[one]} onChange={(value) => setProcessing({ [one]: value })} />
      ))}
    </Row>
  );
}
