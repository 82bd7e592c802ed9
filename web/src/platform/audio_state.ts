// What screens may know of sound in this browser: devices, choices, the running test. Choices are kept in this browser only.
import { createObservable, type Observable } from '../session/observable';
import type { RingTone } from './ring_tones';
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

/** echo: one hears oneself a second later · recording, playing: record and listen */
export type AudioTest = 'idle' | 'echo' | 'recording' | 'playing';

/** A device that came or went while this page was open. */
export interface Plugged {
  at: number;
  label: string;
  came: boolean;
  /** It is a chosen one. */
  chosen: boolean;
}

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
  ringTone: RingTone;
  microphone: MicrophoneAccess;
  /** Newest first. */
  plugged: readonly Plugged[];
  test: AudioTest;
  /** Seconds recorded or played so far. */
  testSeconds: number;
  testMuted: boolean;
  /** Loudest moment of the last test, decibels (0 is full); unknown before there was any sound. */
  testLoudness?: number | undefined;
  /** The voice was cut off at the top. */
  testClips: boolean;
  /** What the browser said it does; unknown where it does not say. */
  testCancelsEcho?: boolean | undefined;
  /** What this output is for is being played on it. */
  tonePlaying?: 'speaker' | 'ring' | 'notice' | undefined;
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
  ringTone: 'two_note',
  microphone: 'unknown',
  plugged: [],
  test: 'idle',
  testSeconds: 0,
  testMuted: false,
  testClips: false,
});

/** Levels from 0 (silence, -60 dB) to 1 (full), while the meter or the echo test runs. Apart from AudioState, as they change 15 times a second. */
export const levelStore: Observable<{ level: number; echo: number }> = createObservable({ level: 0, echo: 0 });
