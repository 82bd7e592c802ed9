// What screens may know of sound in this browser: devices, choices, the running test. Choices are kept in this browser only.
import { createObservable, type Observable } from '../session/observable';
import type { MicrophoneAccess } from './softphone_state';

export interface AudioDevice {
  /** '' is the system's default. */
  id: string;
  /** Empty until the microphone is allowed: browsers hide names before. */
  label: string;
}

export type AudioRole = 'microphone' | 'speaker' | 'ring' | 'notice';

/** The choice for 'notice' that follows whatever rings. */
export const kLikeRing = 'ring';

/** What may be heard in this browser. */
export interface Sounds {
  ring: boolean;
  /** Ringing also on the speaker one talks with. */
  ringAlso: boolean;
  missed: boolean;
  connection: boolean;
}

/** What the browser does to the voice before it is sent. */
export interface VoiceProcessing {
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGainControl: boolean;
}

export type AudioTest = 'idle' | 'recording' | 'playing';

export interface AudioState {
  microphones: readonly AudioDevice[];
  speakers: readonly AudioDevice[];
  /** False where the browser gives no choice of the output (no setSinkId): do not show the choice. */
  canChooseOutput: boolean;
  /** Device ids; '' is the system's default. A chosen device that is unplugged stays chosen and is used again when it is back. */
  chosen: Readonly<Record<AudioRole, string>>;
  /** Roles whose chosen device is not there now; the default is used meanwhile. */
  missing: readonly AudioRole[];
  processing: VoiceProcessing;
  /** 0 to 1. */
  volume: Readonly<{ speaker: number; ring: number }>;
  sounds: Readonly<Sounds>;
  microphone: MicrophoneAccess;
  /** Record and listen. */
  test: AudioTest;
  /** Seconds recorded or played so far. */
  testSeconds: number;
  /** Loudest tenth of a second of the last recording, decibels below full. */
  testLoudness?: number;
  /** A test tone is being played on this output. */
  tonePlaying?: 'speaker' | 'ring' | 'notice';
}

export const kDefaultProcessing: VoiceProcessing = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

export const audioStore: Observable<AudioState> = createObservable<AudioState>({
  microphones: [],
  speakers: [],
  canChooseOutput: false,
  chosen: { microphone: '', speaker: '', ring: '', notice: kLikeRing },
  missing: [],
  processing: kDefaultProcessing,
  volume: { speaker: 1, ring: 0.8 },
  sounds: { ring: true, ringAlso: false, missed: true, connection: true },
  microphone: 'unknown',
  test: 'idle',
  testSeconds: 0,
});

/** The level of the microphone while a meter runs: 0 (silence, -60 dB) to 1 (full). Apart from AudioState, as it changes 15 times a second. */
export const levelStore: Observable<{ level: number }> = createObservable({ level: 0 });
