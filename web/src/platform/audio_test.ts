// The tests of the sound settings: a sound on an output, oneself one second later, and record five seconds and listen. Nothing of
// them leaves this page. One of them runs at a time.
import { openMicrophone } from './audio_devices';
import { Echo } from './audio_echo';
import { clips, loudness, stopStream } from './audio_meter';
import { audioStore } from './audio_state';
import { Output } from './outputs';
import { playOn } from './tones';

const kRecordSeconds = 5;

const kPreviews = {
  speaker: ['test', 'speaker'],
  ring: ['ring', 'ring_test'],
  notice: ['missed', 'notice'],
} as const;

let endTone: (() => void) | undefined;

/** Plays once what this output is for, where it is chosen to be heard. */
export function playTone(role: keyof typeof kPreviews): void {
  stopTone();
  const [name, output] = kPreviews[role];
  const stop = playOn(name, output, () => {
    if (endTone === stop) stopTone();
  });
  endTone = stop;
  audioStore.update({ tonePlaying: role });
}

export function stopTone(): void {
  endTone?.();
  endTone = undefined;
  if (audioStore.get().tonePlaying !== undefined) audioStore.update({ tonePlaying: undefined });
}

let running: AbortController | undefined;

function begin(test: 'recording' | 'echo'): AbortController {
  stopTest();
  running = new AbortController();
  audioStore.update({
    test,
    testSeconds: 0,
    testMuted: false,
    testLoudness: undefined,
    testClips: false,
    testCancelsEcho: undefined,
  });
  return running;
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

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

/** Lets one hear oneself one second later, until `stopTest()`. Rejects if there is no microphone. */
export async function listenToEcho(): Promise<void> {
  const abort = begin('echo');
  const over = aborted(abort.signal);
  const echo = new Echo();
  const stopCounting = countSeconds(() => undefined);
  try {
    await Promise.race([echo.opened, over]);
    await over;
  } finally {
    stopCounting();
    echo.close();
    if (running === abort) stopTest();
  }
}

/** While one listens to the echo. */
export function muteEcho(testMuted: boolean): void {
  audioStore.update({ testMuted });
}

/** Records five seconds and plays them back. Rejects if there is no microphone. */
export async function recordAndListen(): Promise<void> {
  const { signal } = begin('recording');
  const mine = running;
  try {
    const recording = await record(signal);
    if (signal.aborted) return;
    audioStore.update({ test: 'playing', testSeconds: 0 });
    await play(recording, signal);
  } finally {
    if (running === mine) stopTest();
  }
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
    const heard = buffer.getChannelData(0);
    audioStore.update({ testLoudness: loudness(heard, buffer.sampleRate), testClips: clips(heard) });
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
