// Sound of this browser: microphone, speaker and ring device apart from each other, with the level while one speaks.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type AudioDevice,
  type AudioRole,
  allowMicrophone,
  choose,
  playTone,
  refreshDevices,
  setProcessing,
  setVolume,
  startMeter,
  stopTone,
  useAudio,
  useLevel,
  type VoiceProcessing,
} from '../../platform/audio';
import { Button } from '../../ui/button';
import { Check, Pick } from '../../ui/choice';
import { Refusal } from '../../ui/field';
import { Icon, type IconName } from '../../ui/icons';
import { Meter } from '../../ui/meter';
import { Slider } from '../../ui/slider';
import { useRun } from '../run';
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
      <div className="head">
        <h1>{t('title')}</h1>
        <span className="grow" />
        <span className="from">
          <Icon name="laptop" size={12} />
          {t('here_only')}
        </span>
      </div>
      <div className="scroll">
        <section className="blk">
          <h2>{t('talking')}</h2>
          <Microphone />
          <Output output="speaker" icon="headphones" canChoose={canChoose} />
          <VoiceRow />
        </section>
        <section className="blk">
          <h2>{t('ringing')}</h2>
          <Output output="ring" icon="volume" canChoose={canChoose} />
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
  const volume = useAudio((state) => state.volume[role]);
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
      <Row label={t(`${role}_volume`)}>
        <Slider label={t(`${role}_volume`)} value={volume} onChange={(next) => setVolume(role, next)} />
        <span className="muted num percent">{t('percent', { value: Math.round(volume * 100) })}</span>
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
