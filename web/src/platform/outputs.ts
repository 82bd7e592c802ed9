// Sound made by the page (ringing, ring-back, tests) on a chosen output, following a new choice while it plays. Where AudioContext
// has no setSinkId (Firefox) the sound takes the way over an audio element, which has one.
import { outputId } from './audio_devices';
import { audioStore } from './audio_state';
import { heldBackUntilItRuns } from './sound_gate';

interface WithSink {
  setSinkId?(id: string): Promise<void>;
  readonly sinkId?: unknown;
}

/** Sends an element or a context to an output; one that is gone is replaced by the system's. */
export async function routeTo(target: HTMLMediaElement | AudioContext, deviceId: string): Promise<void> {
  const sink = target as unknown as WithSink;
  if (typeof sink.setSinkId !== 'function' || (sink.sinkId ?? '') === deviceId) return;
  try {
    await sink.setSinkId(deviceId);
  } catch {
    if (deviceId !== '') await sink.setSinkId('').catch(() => undefined);
  }
}

/**
 * ring_also: ringing on the speaker as well, where that is another output and wanted · ring_test: heard even where ringing is off
 */
export type OutputRole = 'speaker' | 'ring' | 'ring_also' | 'ring_test' | 'notice';

function sinkOf(role: OutputRole): string {
  if (role === 'ring_also') return outputId('speaker');
  return outputId(role === 'ring_test' ? 'ring' : role);
}

function volumeOf(role: OutputRole): number {
  const { volume, sounds } = audioStore.get();
  if (role === 'speaker') return volume.speaker;
  if (role === 'notice' || role === 'ring_test') return volume.ring;
  if (role === 'ring_also' && (!sounds.ringAlso || outputId('ring') === outputId('speaker'))) return 0;
  return sounds.ring ? volume.ring : 0;
}

export class Output {
  readonly context = new AudioContext();
  /** Connect sources here. */
  readonly input: GainNode;
  readonly #role: OutputRole;
  readonly #loudness: number;
  #element: HTMLAudioElement | undefined;
  readonly #unfollow: () => void;
  #withdraw: (() => void) | undefined;
  #closed = false;

  /** `loudness` is multiplied with the volume chosen for the role. */
  constructor(role: OutputRole, loudness: number) {
    this.#role = role;
    this.#loudness = loudness;
    this.input = new GainNode(this.context, { gain: 0 });
    this.#follow();
    this.#unfollow = audioStore.subscribe(() => this.#follow());
    void this.#start();
  }

  close(): void {
    this.#closed = true;
    this.#unfollow();
    this.#withdraw?.();
    this.#element?.pause();
    if (this.context.state !== 'closed') void this.context.close();
  }

  #follow(): void {
    this.input.gain.value = this.#loudness * volumeOf(this.#role);
    const deviceId = sinkOf(this.#role);
    if ('setSinkId' in this.context || deviceId === '') {
      this.#element?.pause();
      this.#element = undefined;
      this.input.disconnect();
      this.input.connect(this.context.destination);
      void routeTo(this.context, deviceId);
      return;
    }
    if (this.#element === undefined) {
      const way = new MediaStreamAudioDestinationNode(this.context);
      this.input.disconnect();
      this.input.connect(way);
      this.#element = new Audio();
      this.#element.srcObject = way.stream;
    }
    const element = this.#element;
    void routeTo(element, deviceId).then(() => element.play().catch(() => undefined));
  }

  async #start(): Promise<void> {
    const withdraw = await heldBackUntilItRuns(this.context);
    if (this.#closed) withdraw();
    else this.#withdraw = withdraw;
  }
}
