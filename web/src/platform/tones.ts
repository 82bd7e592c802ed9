// The sounds of a telephone, computed: ringing, a second call while one talks, ring-back, and two short notices. What repeats is one
// buffer that the audio engine repeats by itself, so no timer of the page is involved and a background tab rings as well as any.
import { Output, type OutputRole } from './outputs';

export type ToneName = 'ring' | 'second_call' | 'ring_back' | 'missed' | 'connection_lost';

interface Note {
  /** Seconds from the start of the repeated piece. */
  at: number;
  seconds: number;
  hertz: readonly number[];
  /** Fades like a struck bar instead of standing still. */
  struck: boolean;
}

interface Tone {
  outputs: readonly OutputRole[];
  loudness: number;
  /** Length of the repeated piece. */
  seconds: number;
  notes: readonly Note[];
}

const twoNotes = (at: number): Note[] => [
  { at, seconds: 0.9, hertz: [659.25, 1318.5], struck: true },
  { at: at + 0.22, seconds: 1.3, hertz: [880, 1760], struck: true },
];

const kTones: Record<ToneName, Tone> = {
  ring: { outputs: ['ring', 'ring_also'], loudness: 0.5, seconds: 3.6, notes: [...twoNotes(0), ...twoNotes(0.9)] },
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
    loudness: 0.4,
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
};

/** Adds a note to samples; ends are smoothed so that nothing clicks. */
function addNote(samples: Float32Array, rate: number, note: Note): void {
  const first = Math.floor(note.at * rate);
  const count = Math.min(Math.floor(note.seconds * rate), samples.length - first);
  const edge = Math.max(1, Math.floor(0.008 * rate));
  for (let i = 0; i < count; i += 1) {
    const time = i / rate;
    const edges = Math.min(1, i / edge, (count - i) / edge);
    const fade = note.struck ? Math.exp((-4.5 * time) / note.seconds) : 1;
    let sum = 0;
    note.hertz.forEach((hertz, partial) => {
      sum += Math.sin(2 * Math.PI * hertz * time) / (1 + 3 * partial);
    });
    samples[first + i] = (samples[first + i] ?? 0) + sum * edges * fade;
  }
}

export function toneSamples(name: ToneName, rate: number): Float32Array<ArrayBuffer> {
  const tone = kTones[name];
  const samples = new Float32Array(Math.floor(tone.seconds * rate));
  for (const note of tone.notes) addNote(samples, rate, note);
  return samples;
}

function play(name: ToneName, role: OutputRole, loop: boolean): Output {
  const output = new Output(role, kTones[name].loudness);
  const { context } = output;
  const samples = toneSamples(name, context.sampleRate);
  const buffer = context.createBuffer(1, samples.length, context.sampleRate);
  buffer.copyToChannel(samples, 0);
  const source = new AudioBufferSourceNode(context, { buffer, loop });
  source.connect(output.input);
  source.onended = () => output.close();
  source.start();
  return output;
}

/** Plays a tone over and over until the answered function is called. */
export function playRepeated(name: ToneName): () => void {
  const playing = kTones[name].outputs.map((role) => play(name, role, true));
  return () => {
    for (const output of playing) output.close();
  };
}

export function playOnce(name: ToneName): void {
  for (const role of kTones[name].outputs) play(name, role, false);
}
