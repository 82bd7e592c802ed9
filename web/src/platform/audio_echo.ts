// Oneself, one second later, through the very devices chosen for talking. The sound stays in this page: what is found is true of the
// microphone, the browser and the speaker, and says nothing of the network.
import { clips, decibels, kMeterMs, levelOf, MicrophoneTap } from './audio_meter';
import { audioStore, levelStore } from './audio_state';
import { Output } from './outputs';

const kDelaySeconds = 1;

export class Echo {
  readonly opened: Promise<void>;
  readonly #output = new Output('speaker', 1);
  readonly #gate: GainNode;
  /** Twice as long as the time between two readings, so that no sample is missed on a busy machine. */
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;
  readonly #tap: MicrophoneTap;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #unfollow: () => void;

  constructor() {
    const { context, input } = this.#output;
    this.#gate = new GainNode(context);
    this.#analyser = new AnalyserNode(context, { fftSize: 8192 });
    this.#samples = new Float32Array(this.#analyser.fftSize);
    const delay = new DelayNode(context, { maxDelayTime: kDelaySeconds, delayTime: kDelaySeconds });
    this.#gate.connect(this.#analyser);
    this.#gate.connect(delay);
    delay.connect(input);
    this.#tap = new MicrophoneTap(this.#gate, (stream) => this.#onOpened(stream));
    this.opened = this.#tap.opened;
    this.#unfollow = audioStore.subscribe(() => {
      this.#gate.gain.value = audioStore.get().testMuted ? 0 : 1;
    });
    this.#timer = setInterval(() => this.#read(), kMeterMs);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unfollow();
    this.#tap.close();
    this.#output.close();
    levelStore.update({ echo: 0 });
  }

  /** What the browser does, which may differ from what it was asked for. */
  #onOpened(stream: MediaStream): void {
    const cancels = stream.getAudioTracks()[0]?.getSettings().echoCancellation;
    audioStore.update({ testCancelsEcho: cancels === undefined ? undefined : cancels !== false });
  }

  #read(): void {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const recent = this.#samples.subarray(-2048);
    levelStore.update({ echo: levelOf(recent) });
    const { testLoudness = -120, testClips } = audioStore.get();
    const loudest = Math.max(testLoudness, Math.round(decibels(recent)));
    const cut = testClips || clips(this.#samples);
    // Silence before the first word is no finding.
    if (loudest === -120 || (loudest === testLoudness && cut === testClips)) return;
    audioStore.update({ testLoudness: loudest, testClips: cut });
  }
}
