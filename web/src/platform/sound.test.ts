import { expect, it, vi } from 'vitest';
import { levelOf, loudness } from './audio_test';
import { softphoneStore } from './softphone_state';
import { heldBackUntilItRuns, soundHeldBack, unblockSound } from './sound_gate';
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

it('makes no tone that clicks or clips when repeated', () => {
  for (const name of ['ring', 'second_call', 'ring_back', 'missed', 'connection_lost'] as const) {
    const samples = toneSamples(name, 48_000);
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.001);
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.001);
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(loudest).toBeGreaterThan(0.5);
    // Notes of these overlap; they are played at half loudness or less.
    expect(loudest).toBeLessThan(['ring', 'missed', 'connection_lost'].includes(name) ? 2.5 : 1.01);
  }
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
