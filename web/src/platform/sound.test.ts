import { expect, it, vi } from 'vitest';
import { clips, levelOf, loudness } from './audio_meter';
import { audioStore } from './audio_state';
import { kRingPieces, kRingTones } from './ring_tones';
import { softphoneStore } from './softphone_state';
import { heldBackUntilItRuns, soundHeldBack, unblockSound } from './sound_gate';
import { samplesOf } from './tone_notes';
import { toneSamples } from './tones';

/** Power of one frequency in samples (Goertzel), relative to the whole. */
function share(samples: Float32Array, rate: number, hertz: number): number {
  const step = (2 * Math.PI * hertz) / rate;
  let real = 0;
  let imaginary = 0;
  let power = 0;
  samples.forEach((sample, i) => {
    real += sample * Math.cos(step * i);
    imaginary += sample * Math.sin(step * i);
    power += sample * sample;
  });
  return (2 * (real * real + imaginary * imaginary)) / (samples.length * Math.max(power, 1e-9));
}

it('rings back with 425 Hz, one second on and four off', () => {
  const samples = toneSamples('ring_back', 8000);
  expect(samples).toHaveLength(40_000);
  expect(share(samples.subarray(0, 8000), 8000, 425)).toBeGreaterThan(0.95);
  expect(samples.subarray(8000).every((sample) => sample === 0)).toBe(true);
});

function peak(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

it('makes no tone that clicks or clips when repeated', () => {
  const names = ['second_call', 'ring_back', 'missed', 'connection_lost', 'test'] as const;
  const all = [
    ...names.map((name) => toneSamples(name, 48_000)),
    ...kRingTones.map((tone) => samplesOf(kRingPieces[tone], 48_000)),
  ];
  for (const samples of all) {
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.001);
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.001);
    expect(peak(samples)).toBeCloseTo(1, 5);
  }
});

it('rings with the tone that was chosen, each unlike the others, with a pause before it repeats', () => {
  const main = { two_note: 880, chime: 659.25, marimba: 783.99, bell: 1046.5, low: 329.63 };
  for (const tone of kRingTones) {
    audioStore.update({ ringTone: tone });
    const samples = toneSamples('ring', 16_000);
    const shares = kRingTones.map((one) => ({ one, share: share(samples, 16_000, main[one]) }));
    shares.sort((a, b) => b.share - a.share);
    expect(shares[0]?.one, tone).toBe(tone);
    expect(peak(samples.subarray(-4_800)), `${tone} pauses`).toBeLessThan(0.02);
  }
  audioStore.update({ ringTone: 'two_note' });
});

it('maps silence to no level and a full tone to nearly all', () => {
  expect(levelOf(new Float32Array(512))).toBe(0);
  expect(levelOf(new Float32Array(512).fill(1))).toBe(1);
  expect(levelOf(new Float32Array(512).fill(0.1))).toBeCloseTo(2 / 3, 2);
});

it('measures the voice, not the pauses', () => {
  const spoken = new Float32Array(48_000);
  spoken.fill(0.1, 9_600, 14_400);
  expect(loudness(spoken, 48_000)).toBe(-20);
  expect(loudness(new Float32Array(4_800), 48_000)).toBe(-120);
});

it('knows a voice that is cut off at the top from a loud one', () => {
  const loud = Float32Array.from({ length: 480 }, (_, i) => 0.98 * Math.sin(i / 8));
  expect(clips(loud)).toBe(false);
  expect(clips(loud.map((sample) => Math.max(-1, Math.min(1, sample * 1.5))))).toBe(true);
});

it('says that sound is blocked until all that waited plays or is over', async () => {
  let plays = false;
  soundHeldBack(async () => plays);
  const withdraw = soundHeldBack(async () => false);
  expect(softphoneStore.get().soundBlocked).toBe(true);
  await unblockSound();
  expect(softphoneStore.get().soundBlocked).toBe(true);
  plays = true;
  await unblockSound();
  expect(softphoneStore.get().soundBlocked).toBe(true);
  withdraw();
  expect(softphoneStore.get().soundBlocked).toBe(false);
});

it('takes the warning back when the browser starts the sound late by itself', async () => {
  vi.useFakeTimers();
  const context = Object.assign(new EventTarget(), {
    state: 'suspended',
    resume: () => new Promise<void>(() => undefined),
  });
  const held = heldBackUntilItRuns(context as unknown as AudioContext);
  await vi.advanceTimersByTimeAsync(2000);
  await held;
  expect(softphoneStore.get().soundBlocked).toBe(true);
  context.state = 'running';
  context.dispatchEvent(new Event('statechange'));
  expect(softphoneStore.get().soundBlocked).toBe(false);
  vi.useRealTimers();
});
