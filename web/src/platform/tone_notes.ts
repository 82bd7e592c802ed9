// Sounds as notes, and their computation. Knows no output and nothing of telephony.

export interface Note {
  /** Seconds from the start of the piece. */
  at: number;
  seconds: number;
  hertz: readonly number[];
  /** Fades like a struck bar instead of standing still. */
  struck: boolean;
}

export interface Piece {
  seconds: number;
  notes: readonly Note[];
}

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

/** The samples of a piece; its loudest one is 1, however many notes sound together. */
export function samplesOf(piece: Piece, rate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.floor(piece.seconds * rate));
  for (const note of piece.notes) addNote(samples, rate, note);
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return peak > 0 ? samples.map((sample) => sample / peak) : samples;
}
