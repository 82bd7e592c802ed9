// The level of the chosen microphone, and the tap on it that the meter and the echo test share.
import { openMicrophone } from './audio_devices';
import { audioStore, levelStore } from './audio_state';

export const kMeterMs = 66;
/** So many samples like this in a row are a voice cut off at the top. */
const kCutOff = { level: 0.99, samples: 3 };

/** Root mean square in decibels; -120 is silence. */
export function decibels(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  return 20 * Math.log10(Math.max(rms, 1e-6));
}

/** Decibels mapped to 0 (-60 dB or less) .. 1 (0 dB). */
export function levelOf(samples: Float32Array): number {
  return Math.min(1, Math.max(0, (decibels(samples) + 60) / 60));
}

/** Of the loudest tenth of a second: pauses between words do not count. */
export function loudness(samples: Float32Array, rate: number): number {
  const size = Math.max(1, Math.round(rate / 10));
  let loudest = -120;
  for (let at = 0; at < samples.length; at += size) {
    loudest = Math.max(loudest, decibels(samples.subarray(at, at + size)));
  }
  return Math.round(loudest);
}

/** Whether the voice was too loud for the microphone's converter. */
export function clips(samples: Float32Array): boolean {
  let inRow = 0;
  for (const sample of samples) {
    inRow = Math.abs(sample) >= kCutOff.level ? inRow + 1 : 0;
    if (inRow >= kCutOff.samples) return true;
  }
  return false;
}

export function stopStream(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The chosen microphone, connected to a node until it is closed; follows a new choice of device or processing. */
export class MicrophoneTap {
  /** Rejects with what getUserMedia threw if the first opening fails. */
  readonly opened: Promise<void>;
  readonly #target: AudioNode;
  readonly #onOpened: (stream: MediaStream) => void;
  readonly #unfollow: () => void;
  #stream: MediaStream | undefined;
  #source: MediaStreamAudioSourceNode | undefined;
  /** Counts choices: a microphone that opens after a newer choice is let go. */
  #choice = 0;

  constructor(target: AudioNode, onOpened: (stream: MediaStream) => void = () => undefined) {
    this.#target = target;
    this.#onOpened = onOpened;
    let before = audioStore.get();
    this.#unfollow = audioStore.subscribe(() => {
      const state = audioStore.get();
      const changed = state.chosen.microphone !== before.chosen.microphone || state.processing !== before.processing;
      before = state;
      if (changed) this.#open().catch(() => undefined); // the state says why
    });
    this.opened = this.#open();
  }

  close(): void {
    this.#choice += 1;
    this.#unfollow();
    this.#source?.disconnect();
    stopStream(this.#stream);
  }

  async #open(): Promise<void> {
    this.#choice += 1;
    const choice = this.#choice;
    const stream = await openMicrophone();
    if (choice !== this.#choice) {
      stopStream(stream);
      return;
    }
    this.#source?.disconnect();
    stopStream(this.#stream);
    this.#stream = stream;
    this.#source = new MediaStreamAudioSourceNode(this.#target.context as AudioContext, { mediaStream: stream });
    this.#source.connect(this.#target);
    this.#onOpened(stream);
  }
}

/** Shows the level of the chosen microphone in `useLevel()` until the answered function is called. */
export function startMeter(): () => void {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  const samples = new Float32Array(analyser.fftSize);
  void context.resume().catch(() => undefined);
  const tap = new MicrophoneTap(analyser);
  tap.opened.catch(() => undefined); // the state says why
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    levelStore.update({ level: levelOf(samples) });
  }, kMeterMs);
  return () => {
    clearInterval(timer);
    tap.close();
    void context.close();
    levelStore.update({ level: 0 });
  };
}
