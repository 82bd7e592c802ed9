// The sounds of a telephone, computed: ringing, a second call while one talks, ring-back, and two short notices. What repeats is one
// buffer that the audio engine repeats by itself, so no timer of the page is involved and a background tab rings as well as any.
import { audioStore } from './audio_state';
import { Output, type OutputRole } from './outputs';
import { kRingPieces } from './ring_tones';
import { type Piece, samplesOf } from './tone_notes';

export type ToneName = 'ring' | 'second_call' | 'ring_back' | 'missed' | 'connection_lost' | 'test';

interface Tone extends Piece {
  outputs: readonly OutputRole[];
  /** Of its loudest sample, before the volume chosen for the output. */
  loudness: number;
}

const kRing = { outputs: ['ring', 'ring_also'], loudness: 0.75 } as const;

const kTones: Record<Exclude<ToneName, 'ring'>, Tone> = {
  second_call: {
    outputs: ['speaker'],
    loudness: 0.12,
    seconds: 5,
    notes: [
      { at: 0, seconds: 0.15, hertz: [425], struck: false },
      { at: 0.3, seconds: 0.15, hertz: [425], struck: false },
    ],
  },
  // ETSI TR 101 041: 425 Hz, one second on, four off.
  ring_back: {
    outputs: ['speaker'],
    loudness: 0.15,
    seconds: 5,
    notes: [{ at: 0, seconds: 1, hertz: [425], struck: false }],
  },
  missed: {
    outputs: ['notice'],
    loudness: 0.5,
    seconds: 1.4,
    notes: [
      { at: 0, seconds: 0.5, hertz: [587.33], struck: true },
      { at: 0.18, seconds: 1.1, hertz: [440], struck: true },
    ],
  },
  connection_lost: {
    outputs: ['notice'],
    loudness: 0.3,
    seconds: 0.9,
    notes: [{ at: 0, seconds: 0.8, hertz: [220, 440], struck: true }],
  },
  // A chord that builds up: that a speaker plays is heard at once, and its highs a moment later.
  test: {
    outputs: ['speaker'],
    loudness: 0.6,
    seconds: 2,
    notes: [523.25, 659.25, 783.99].map((hertz, i) => ({
      at: i * 0.35,
      seconds: 2 - i * 0.35,
      hertz: [hertz],
      struck: false,
    })),
  },
};

function toneOf(name: ToneName): Tone {
  return name === 'ring' ? { ...kRing, ...kRingPieces[audioStore.get().ringTone] } : kTones[name];
}

export function toneSamples(name: ToneName, rate: number): Float32Array<ArrayBuffer> {
  return samplesOf(toneOf(name), rate);
}

function play(name: ToneName, role: OutputRole, loop: boolean, onEnd?: () => void): Output {
  const output = new Output(role, toneOf(name).loudness);
  const { context } = output;
  const samples = toneSamples(name, context.sampleRate);
  const buffer = context.createBuffer(1, samples.length, context.sampleRate);
  buffer.copyToChannel(samples, 0);
  const source = new AudioBufferSourceNode(context, { buffer, loop });
  source.connect(output.input);
  source.onended = () => {
    output.close();
    onEnd?.();
  };
  source.start();
  return output;
}

/** Plays a tone over and over until the answered function is called. */
export function playRepeated(name: ToneName): () => void {
  const playing = toneOf(name).outputs.map((role) => play(name, role, true));
  return () => {
    for (const output of playing) output.close();
  };
}

export function playOnce(name: ToneName): void {
  for (const role of toneOf(name).outputs) play(name, role, false);
}

/** Plays a tone once on one output; the answered function ends it early, `onEnd` tells when it has come to its end. */
export function playOn(name: ToneName, role: OutputRole, onEnd: () => void): () => void {
  const output = play(name, role, false, onEnd);
  return () => output.close();
}
