// The tests of the sound settings: level meter, test tone on an output, record five seconds and listen. Nothing leaves this page.
import { openMicrophone, outputId } from './audio_devices';
import { audioStore, levelStore } from './audio_state';
import { routeTo } from './outputs';

const kRecordSeconds = 5;
const kMeterMs = 66;

/** Root mean square in decibels mapped to 0 (-60 dB or less) .. 1 (0 dB). */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  const db = 20 * Math.log10(Math.max(rms, 1e-6));
  return Math.min(1, Math.max(0, (db + 60) / 60));
}

function stopStream(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Shows the level of the chosen microphone in `useLevel()` until the answered function is called; follows a new choice. */
export function startMeter(): () => void {
  let stopped = false;
  let stream: MediaStream | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  const samples = new Float32Array(analyser.fftSize);
  let source: MediaStreamAudioSourceNode | undefined;
  let wanted: object = {};

  const open = async () => {
    const { chosen, processing } = audioStore.get();
    const mine = { chosen, processing };
    wanted = mine;
    try {
      const opened = await openMicrophone();
      if (stopped || wanted !== mine) {
        stopStream(opened);
        return;
      }
      source?.disconnect();
      stopStream(stream);
      stream = opened;
      source = new MediaStreamAudioSourceNode(context, { mediaStream: opened });
      source.connect(analyser);
    } catch {
      // The state says why there is no microphone.
    }
  };
  let before = audioStore.get();
  const unsubscribe = audioStore.subscribe(() => {
    const state = audioStore.get();
    if (state.chosen.microphone !== before.chosen.microphone || state.processing !== before.processing) void open();
    before = state;
  });
  void context.resume();
  void open();
  timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    levelStore.set({ level: levelOf(samples) });
  }, kMeterMs);
  return () => {
    stopped = true;
    unsubscribe();
    clearInterval(timer);
    stopStream(stream);
    void context.close();
    levelStore.set({ level: 0 });
  };
}

let tone: { context: AudioContext; end: () => void } | undefined;

/** Plays two seconds of a rising chord on the output chosen for `role`. */
export async function playTone(role: 'speaker' | 'ring'): Promise<void> {
  stopTone();
  const context = new AudioContext();
  const end = () => {
    if (tone?.context !== context) return;
    tone = undefined;
    void context.close();
    audioStore.update({ tonePlaying: undefined });
  };
  tone = { context, end };
  audioStore.update({ tonePlaying: role });
  await routeTo(context, outputId(role));
  void context.resume();
  const gain = new GainNode(context, { gain: 0.25 * audioStore.get().volume[role] });
  gain.connect(context.destination);
  [523.25, 659.25, 783.99].forEach((frequency, step) => {
    const oscillator = new OscillatorNode(context, { frequency });
    oscillator.connect(gain);
    oscillator.start(context.currentTime + step * 0.35);
    oscillator.stop(context.currentTime + 2);
    if (step === 0) oscillator.onended = end;
  });
}

export function stopTone(): void {
  tone?.end();
}

let test: { stop: () => void } | undefined;

/** Records five seconds of the chosen microphone and plays them on the chosen speaker. Throws what getUserMedia throws. */
export async function recordAndListen(): Promise<void> {
  stopTest();
  const ends: (() => void)[] = [];
  let stopped = false;
  const mine = {
    stop: () => {
      if (stopped) return;
      stopped = true;
      for (const end of ends) end();
      if (test === mine) test = undefined;
      audioStore.update({ test: 'idle', testSeconds: 0 });
    },
  };
  test = mine;
  audioStore.update({ test: 'recording', testSeconds: 0 });
  try {
    const recording = await record(ends);
    if (stopped || recording === undefined) return;
    audioStore.update({ test: 'playing', testSeconds: 0 });
    await play(recording, ends);
  } finally {
    mine.stop();
  }
}

async function record(ends: (() => void)[]): Promise<Blob | undefined> {
  const stream = await openMicrophone();
  ends.push(() => stopStream(stream));
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const done = new Promise<void>((resolve) => {
    recorder.onstop = () => resolve();
  });
  recorder.start();
  const counter = setInterval(() => {
    const testSeconds = audioStore.get().testSeconds + 1;
    audioStore.update({ testSeconds });
    if (testSeconds >= kRecordSeconds && recorder.state === 'recording') recorder.stop();
  }, 1000);
  ends.push(() => {
    clearInterval(counter);
    if (recorder.state !== 'inactive') recorder.stop();
  });
  await done;
  clearInterval(counter);
  stopStream(stream);
  return parts.length === 0 ? undefined : new Blob(parts, { type: recorder.mimeType });
}

async function play(recording: Blob, ends: (() => void)[]): Promise<void> {
  const element = new Audio();
  const url = URL.createObjectURL(recording);
  await routeTo(element, outputId('speaker'));
  element.volume = audioStore.get().volume.speaker;
  element.src = url;
  element.ontimeupdate = () => audioStore.update({ testSeconds: Math.floor(element.currentTime) });
  await new Promise<void>((resolve) => {
    element.onended = () => resolve();
    element.onerror = () => resolve();
    ends.push(() => {
      element.pause();
      URL.revokeObjectURL(url);
      resolve();
    });
    element.play().catch(() => resolve());
  });
}

export function stopTest(): void {
  test?.stop();
}
