// Sound settings of this browser: which devices there are, which are chosen, the meter and the tests. Plays nothing of a call
// itself; the softphone asks here for constraints and outputs.
import { useObservable } from '../session/observable';
import { type AudioState, audioStore, levelStore } from './audio_state';

export {
  allowMicrophone,
  choose,
  refreshDevices,
  setProcessing,
  setRingTone,
  setSounds,
  setVolume,
  watchDevices,
} from './audio_devices';
export { startMeter } from './audio_meter';
export type { AudioDevice, AudioRole, AudioState, AudioTest, Sounds, VoiceProcessing } from './audio_state';
export { kLikeRing } from './audio_state';
export { listenToEcho, muteEcho, playTone, recordAndListen, stopTest, stopTone } from './audio_test';
export { kRingTones, type RingTone } from './ring_tones';

export function useAudio<T>(selector: (state: AudioState) => T): T {
  return useObservable(audioStore, selector);
}

/** Level of the microphone, 0 to 1: of the meter while `startMeter()` runs, or of what is heard in the echo test. */
export function useLevel(of: 'level' | 'echo' = 'level'): number {
  return useObservable(levelStore, (state) => state[of]);
}
