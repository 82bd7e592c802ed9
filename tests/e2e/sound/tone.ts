// Which tone is in a recording. Goertzel's algorithm: the share of a block's energy that lies at one frequency.
import { readFileSync } from 'node:fs';

export interface Recording {
  rate: number;
  samples: Float64Array;
}

/** 16 bit PCM, first channel. The length in the header is not trusted: the file may still be written. */
export function readWav(path: string): Recording {
  const bytes = readFileSync(path);
  const format = bytes.indexOf('fmt ');
  const data = bytes.indexOf('data');
  if (format < 0 || data < 0) return { rate: 8000, samples: new Float64Array(0) };
  const channels = bytes.readUInt16LE(format + 10);
  const rate = bytes.readUInt32LE(format + 12);
  const begin = data + 8;
  const count = Math.floor((bytes.length - begin) / 2 / channels);
  const samples = new Float64Array(Math.max(count, 0));
  for (let i = 0; i < count; i++) samples[i] = bytes.readInt16LE(begin + 2 * i * channels);
  return { rate, samples };
}

export function share(block: Float64Array, rate: number, hz: number): number {
  const c = 2 * Math.cos((2 * Math.PI * hz) / rate);
  let a = 0;
  let b = 0;
  let energy = 0;
  for (const sample of block) {
    const t = sample + c * a - b;
    b = a;
    a = t;
    energy += sample * sample;
  }
  return energy > 0 ? (2 * (a * a + b * b - c * a * b)) / (block.length * energy) : 0;
}

export const rms = (block: Float64Array): number => Math.sqrt(block.reduce((sum, v) => sum + v * v, 0) / Math.max(block.length, 1));

const kBlockSeconds = 0.1;
const kSilence = 100;
const kShare = 0.5;

/** The strongest tone of 200 to 1800 Hz in the block: 0 = silence, NaN = sound without a clear tone. */
export function toneOf(block: Float64Array, rate: number): number {
  if (rms(block) < kSilence) return 0;
  let best = 0;
  let bestHz = Number.NaN;
  const scan = (from: number, to: number, by: number): void => {
    for (let hz = from; hz <= to; hz += by) {
      const found = share(block, rate, hz);
      if (found > best) [best, bestHz] = [found, hz];
    }
  };
  scan(200, 1800, 4);
  if (best < kShare / 2) return Number.NaN;
  scan(bestHz - 4, bestHz + 4, 1);
  return best >= kShare ? bestHz : Number.NaN;
}

/** Tone by tone, one for each 100 ms. */
export function tonesOf(recording: Recording, fromSecond = 0): number[] {
  const size = Math.round(recording.rate * kBlockSeconds);
  const tones: number[] = [];
  for (let at = Math.round(fromSecond * recording.rate); at + size <= recording.samples.length; at += size) {
    tones.push(toneOf(recording.samples.subarray(at, at + size), recording.rate));
  }
  return tones;
}

/** The tone of the last `blocks` blocks if they agree within 6 Hz; else NaN. Silence is 0. */
export function steadyTone(tones: number[], blocks = 5): number {
  const last = tones.slice(-blocks);
  if (last.length < blocks || last.some(Number.isNaN)) return Number.NaN;
  if (Math.max(...last) - Math.min(...last) > 6) return Number.NaN;
  return [...last].sort((a, b) => a - b)[Math.floor(blocks / 2)] ?? Number.NaN;
}
