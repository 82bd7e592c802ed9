// The voice of one peer, on the chosen speaker, following a new choice during the call.
import { outputId } from './audio_devices';
import { audioStore } from './audio_state';
import { routeTo } from './outputs';
import { soundHeldBack } from './sound_gate';

export class RemoteAudio {
  readonly #element = new Audio();
  readonly #unfollow: () => void;
  #withdraw: (() => void) | undefined;

  constructor() {
    this.#follow();
    this.#unfollow = audioStore.subscribe(() => this.#follow());
  }

  get playing(): boolean {
    return this.#element.srcObject !== null;
  }

  play(track: MediaStreamTrack): void {
    this.#element.srcObject = new MediaStream([track]);
    void this.#tryPlay().then((plays) => {
      if (!plays && this.#element.srcObject !== null) this.#withdraw = soundHeldBack(() => this.#tryPlay());
    });
  }

  close(): void {
    this.#unfollow();
    this.#withdraw?.();
    this.#element.pause();
    this.#element.srcObject = null;
  }

  async #tryPlay(): Promise<boolean> {
    if (this.#element.srcObject === null) return true;
    try {
      await this.#element.play();
      return true;
    } catch (error) {
      // A newer load or pause interrupts play() too; only the browser's policy is a reason to ask for a click.
      return !(error instanceof DOMException && error.name === 'NotAllowedError');
    }
  }

  #follow(): void {
    this.#element.volume = audioStore.get().volume.speaker;
    void routeTo(this.#element, outputId('speaker'));
  }
}
