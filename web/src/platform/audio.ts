// Sound settings of this browser: which devices there are, which are chosen, the meter and the tests. Plays nothing of a call
// itself; the softphone asks here for constraints and outputs.
import { useObservable } from '../session/observable';
import { type AudioState, audioStore, levelStore } from './audio_state';

export {
  allowMicrophone,
  choose,
  refreshDevices,
  setProcessing,
  setSounds,
  setVolume,
  watchDevices,
} from './audio_devices';
export type { AudioDevice, AudioRole, AudioState, AudioTest, Sounds, VoiceProcessing } from './audio_state';
export { kLikeRing } from './audio_state';
export { playTone, recordAndListen, startMeter, stopTest, stopTone } from './audio_test';

export function useAudio<T>(selector: (state: AudioState) => T): T {
  return useObservable(audioStore, selector);
}

/** Level of the microphone, 0 to 1, while `startMeter()` runs. */
export function useLevel(): number {
  return useObservable(levelStore, (state) => state.level);
}
