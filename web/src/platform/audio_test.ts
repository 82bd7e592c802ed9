// The tests of the sound settings: level meter, test tone on an output, record five seconds and listen. Nothing leaves this page.
import { openMicrophone } from './audio_devices';
import { audioStore, levelStore } from './audio_state';
import { Output } from './outputs';

const kRecordSeconds = 5;
const kMeterMs = 66;

/** Root mean square in decibels; -120 is silence. */
function decibels(samples: Float32Array): number {
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

function stopStream(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

class Meter {
  readonly #context = new AudioContext();
  readonly #analyser = new AnalyserNode(this.#context, { fftSize: 2048 });
  readonly #samples = new Float32Array(this.#analyser.fftSize);
  readonly #unfollow: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #stream: MediaStream | undefined;
  #source: MediaStreamAudioSourceNode | undefined;
  /** Counts choices: a microphone that opens after a newer choice is let go. */
  #choice = 0;

  constructor() {
    let before = audioStore.get();
    this.#unfollow = audioStore.subscribe(() => {
      const state = audioStore.get();
      const changed = state.chosen.microphone !== before.chosen.microphone || state.processing !== before.processing;
      before = state;
      if (changed) void this.#open();
    });
    void this.#context.resume().catch(() => undefined);
    void this.#open();
    this.#timer = setInterval(() => {
      this.#analyser.getFloatTimeDomainData(this.#samples);
      levelStore.set({ level: levelOf(this.#samples) });
    }, kMeterMs);
  }

  stop(): void {
    this.#choice += 1;
    this.#unfollow();
    clearInterval(this.#timer);
    stopStream(this.#stream);
    void this.#context.close();
    levelStore.set({ level: 0 });
  }

  async #open(): Promise<void> {
    this.#choice += 1;
    const choice = this.#choice;
    let opened: MediaStream;
    try {
      opened = await openMicrophone();
    } catch {
      return; // the state says why
    }
    if (choice !== this.#choice) {
      stopStream(opened);
      return;
    }
    this.#source?.disconnect();
    stopStream(this.#stream);
    this.#stream = opened;
    this.#source = new MediaStreamAudioSourceNode(this.#context, { mediaStream: opened });
    this.#source.connect(this.#analyser);
  }
}

/** Shows the level of the chosen microphone in `useLevel()` until the answered function is called; follows a new choice. */
export function startMeter(): () => void {
  const meter = new Meter();
  return () => meter.stop();
}

let endTone: (() => void) | undefined;

/** Plays two seconds of a rising chord on the output chosen for `role`. */
export async function playTone(role: 'speaker' | 'ring' | 'notice'): Promise<void> {
  stopTone();
  const output = new Output(role === 'ring' ? 'ring_test' : role, 0.25);
  const { context } = output;
  const end = () => {
    output.close();
    if (endTone !== end) return;
    endTone = undefined;
    audioStore.update({ tonePlaying: undefined });
  };
  endTone = end;
  audioStore.update({ tonePlaying: role });
  [523.25, 659.25, 783.99].forEach((frequency, step) => {
    const oscillator = new OscillatorNode(context, { frequency });
    oscillator.connect(output.input);
    oscillator.start(context.currentTime + step * 0.35);
    oscillator.stop(context.currentTime + 2);
    if (step === 0) oscillator.onended = end;
  });
}

export function stopTone(): void {
  endTone?.();
}

let running: AbortController | undefined;

/** Records five seconds of the chosen microphone and plays them on the chosen speaker. Throws what getUserMedia throws. */
export async function recordAndListen(): Promise<void> {
  stopTest();
  const abort = new AbortController();
  running = abort;
  audioStore.update({ test: 'recording', testSeconds: 0 });
  try {
    const recording = await record(abort.signal);
    if (abort.signal.aborted) return;
    audioStore.update({ test: 'playing', testSeconds: 0 });
    await play(recording, abort.signal);
  } finally {
    if (running === abort) stopTest();
  }
}

export function stopTest(): void {
  running?.abort();
  running = undefined;
  if (audioStore.get().test !== 'idle') audioStore.update({ test: 'idle', testSeconds: 0 });
}

/** Counts seconds into the state until `enough` says so; the answer stops it. */
function countSeconds(enough: (seconds: number) => void): () => void {
  let seconds = 0;
  const counter = setInterval(() => {
    seconds += 1;
    audioStore.update({ testSeconds: seconds });
    enough(seconds);
  }, 1000);
  return () => clearInterval(counter);
}

async function record(signal: AbortSignal): Promise<Blob> {
  const stream = await openMicrophone();
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const stop = () => {
    if (recorder.state !== 'inactive') recorder.stop();
  };
  const done = new Promise<void>((resolve) => {
    recorder.onstop = () => resolve();
  });
  recorder.start();
  const stopCounting = countSeconds((seconds) => {
    if (seconds >= kRecordSeconds) stop();
  });
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  await done;
  stopCounting();
  stopStream(stream);
  return new Blob(parts, { type: recorder.mimeType });
}

async function play(recording: Blob, signal: AbortSignal): Promise<void> {
  const output = new Output('speaker', 1);
  let stopCounting: (() => void) | undefined;
  try {
    const buffer = await output.context.decodeAudioData(await recording.arrayBuffer());
    if (signal.aborted) return;
    audioStore.update({ testLoudness: loudness(buffer.getChannelData(0), buffer.sampleRate) });
    const source = new AudioBufferSourceNode(output.context, { buffer });
    source.connect(output.input);
    stopCounting = countSeconds(() => undefined);
    await new Promise<void>((resolve) => {
      source.onended = () => resolve();
      signal.addEventListener('abort', () => resolve());
      source.start();
    });
  } finally {
    stopCounting?.();
    output.close();
  }
}
