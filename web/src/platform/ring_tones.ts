// The ring tones one can choose from. Each is a piece that is repeated while a call rings; its name is a text of the page.
import type { Note, Piece } from './tone_notes';

export const kRingTones = ['two_note', 'chime', 'marimba', 'bell', 'low'] as const;
export type RingTone = (typeof kRingTones)[number];

const struck = (at: number, seconds: number, ...hertz: number[]): Note => ({ at, seconds, hertz, struck: true });

const twoNotes = (at: number): Note[] => [struck(at, 0.9, 659.25, 1318.5), struck(at + 0.22, 1.3, 880, 1760)];

/** Up a chord and back, each bar with its fourth partial, as wooden bars have. */
const marimba = (at: number): Note[] =>
  [523.25, 659.25, 783.99, 1046.5, 783.99].map((hertz, i) => struck(at + 0.15 * i, 0.5, hertz, 4 * hertz));

/** A clapper between two gongs, 24 strokes a second. */
const bell = (at: number): Note[] =>
  Array.from({ length: 24 }, (_, i) => struck(at + i / 24, 0.16, ...(i % 2 === 0 ? [1046.5, 2637] : [1318.5, 3322])));

/** Low and standing: heard by those who hear high notes badly. */
const low = (at: number): Note[] => [
  { at, seconds: 0.35, hertz: [329.63, 659.25], struck: false },
  { at: at + 0.4, seconds: 0.35, hertz: [392, 784], struck: false },
];

export const kRingPieces: Readonly<Record<RingTone, Piece>> = {
  two_note: { seconds: 3.6, notes: [...twoNotes(0), ...twoNotes(0.9)] },
  chime: {
    seconds: 4,
    notes: [struck(0, 1.6, 783.99, 1567.98), struck(0.45, 1.6, 659.25, 1318.5), struck(0.9, 2.2, 523.25, 1046.5)],
  },
  marimba: { seconds: 3.6, notes: [...marimba(0), ...marimba(1)] },
  bell: { seconds: 4, notes: [...bell(0), ...bell(1.4)] },
  low: { seconds: 3.4, notes: [...low(0), ...low(1)] },
};

export function isRingTone(name: unknown): name is RingTone {
  return kRingTones.some((one) => one === name);
}
