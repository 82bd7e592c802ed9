// Which microphones and outputs there are, and which are chosen (kept in this browser). Follows plugging in and out.
import {
  type AudioDevice,
  type AudioRole,
  type AudioState,
  audioStore,
  kLikeRing,
  type Plugged,
  type Sounds,
  type VoiceProcessing,
} from './audio_state';
import { isRingTone, type RingTone } from './ring_tones';
import { softphoneStore } from './softphone_state';

const kKey = 'sidetone.audio';
const kPluggedKept = 4;

interface Kept {
  chosen: Record<AudioRole, string>;
  processing: VoiceProcessing;
  volume: { speaker: number; ring: number };
  sounds: Sounds;
  ringTone: RingTone;
}

function canChooseOutput(): boolean {
  return typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;
}

function load(): void {
  let kept: Partial<Kept> = {};
  try {
    kept = JSON.parse(localStorage.getItem(kKey) ?? '{}') as Partial<Kept>;
  } catch {
    // unreadable counts as never chosen
  }
  const state = audioStore.get();
  audioStore.update({
    chosen: { ...state.chosen, ...strings(kept.chosen) },
    processing: { ...state.processing, ...kept.processing },
    volume: { ...state.volume, ...kept.volume },
    sounds: { ...state.sounds, ...kept.sounds },
    ringTone: isRingTone(kept.ringTone) ? kept.ringTone : state.ringTone,
    canChooseOutput: canChooseOutput(),
  });
}

function strings(chosen: unknown): Partial<Record<AudioRole, string>> {
  if (typeof chosen !== 'object' || chosen === null) return {};
  return Object.fromEntries(Object.entries(chosen).filter(([, id]) => typeof id === 'string'));
}

function save(): void {
  const { chosen, processing, volume, sounds, ringTone } = audioStore.get();
  try {
    localStorage.setItem(kKey, JSON.stringify({ chosen, processing, volume, sounds, ringTone } satisfies Kept));
  } catch {
    // kept for this page
  }
}

/** Starts following the devices and reads what was chosen before; other tabs' choices are taken over. Called once. */
export function watchDevices(): void {
  load();
  window.addEventListener('storage', (event) => {
    if (event.key === kKey) load();
  });
  navigator.mediaDevices?.addEventListener('devicechange', () => void refreshDevices());
  void refreshDevices();
  void watchPermission();
}

async function watchPermission(): Promise<void> {
  try {
    const status = await navigator.permissions.query({ name: 'microphone' as PermissionName });
    const tell = () => {
      if (status.state === 'granted') setMicrophoneAccess('granted');
      else if (status.state === 'denied') setMicrophoneAccess('refused');
      else if (audioStore.get().microphone === 'refused') setMicrophoneAccess('unknown');
      void refreshDevices();
    };
    status.addEventListener('change', tell);
    tell();
  } catch {
    // Not every browser tells; the first use of the microphone does.
  }
}

export function setMicrophoneAccess(microphone: AudioState['microphone']): void {
  if (audioStore.get().microphone !== microphone) audioStore.update({ microphone });
  if (softphoneStore.get().microphone !== microphone) softphoneStore.update({ microphone });
}

/** Reads the list of devices again. */
export async function refreshDevices(): Promise<void> {
  if (navigator.mediaDevices === undefined) return;
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  const microphones = list(all, 'audioinput');
  const speakers = list(all, 'audiooutput');
  const plugged = [...pluggedNow([...microphones, ...speakers]), ...audioStore.get().plugged].slice(0, kPluggedKept);
  audioStore.update({ microphones, speakers, missing: missingRoles(microphones, speakers), plugged });
}

/** By name, as a headset is a microphone and a speaker. Undefined while the browser hides the names. */
let seen: Map<string, boolean> | undefined;

/** What came and went since the last reading. */
function pluggedNow(devices: readonly AudioDevice[]): Plugged[] {
  const ids = new Set(Object.values(audioStore.get().chosen));
  const before = seen;
  const now = new Map<string, boolean>();
  for (const { id, label } of devices) now.set(label, now.get(label) === true || ids.has(id));
  if (devices.some(({ label }) => label === '')) {
    seen = undefined;
    return [];
  }
  // An empty list is what a browser gives that hides everything, too.
  if (devices.length > 0) seen = now;
  if (before === undefined || devices.length === 0) return [];
  const at = Date.now();
  const changed = (from: typeof now, to: typeof now, came: boolean) =>
    [...to].filter(([label]) => !from.has(label)).map(([label, chosen]) => ({ at, label, came, chosen }));
  return [...changed(before, now, true), ...changed(now, before, false)];
}

function list(all: readonly MediaDeviceInfo[], kind: MediaDeviceKind): AudioDevice[] {
  // Chromium lists the default a second time under these names; '' stands for it here.
  return all
    .filter((each) => each.kind === kind && !['', 'default', 'communications'].includes(each.deviceId))
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

function missingRoles(microphones: readonly AudioDevice[], speakers: readonly AudioDevice[]): AudioRole[] {
  const { chosen } = audioStore.get();
  // Before the microphone is allowed the lists are empty or nameless: nothing is known to be missing then.
  const gone = (known: readonly AudioDevice[], id: string) =>
    id !== '' && known.length > 0 && !known.some((d) => d.id === id);
  const roles: AudioRole[] = [];
  if (gone(microphones, chosen.microphone)) roles.push('microphone');
  if (gone(speakers, chosen.speaker)) roles.push('speaker');
  if (gone(speakers, chosen.ring)) roles.push('ring');
  if (chosen.notice !== kLikeRing && gone(speakers, chosen.notice)) roles.push('notice');
  return roles;
}

/** Chooses a device; takes effect at once, in a running call too. */
export function choose(role: AudioRole, deviceId: string): void {
  audioStore.update({ chosen: { ...audioStore.get().chosen, [role]: deviceId } });
  const { microphones, speakers } = audioStore.get();
  audioStore.update({ missing: missingRoles(microphones, speakers) });
  save();
}

export function setProcessing(change: Partial<VoiceProcessing>): void {
  audioStore.update({ processing: { ...audioStore.get().processing, ...change } });
  save();
}

export function setSounds(change: Partial<Sounds>): void {
  audioStore.update({ sounds: { ...audioStore.get().sounds, ...change } });
  save();
}

export function setRingTone(ringTone: RingTone): void {
  audioStore.update({ ringTone });
  save();
}

/** 0 to 1. */
export function setVolume(role: 'speaker' | 'ring', volume: number): void {
  audioStore.update({ volume: { ...audioStore.get().volume, [role]: Math.min(1, Math.max(0, volume)) } });
  save();
}

/** The chosen output as setSinkId takes it, '' (default) if it is unplugged. */
export function outputId(role: 'speaker' | 'ring' | 'notice'): string {
  const { chosen, missing } = audioStore.get();
  if (role === 'notice' && chosen.notice === kLikeRing) return outputId('ring');
  return missing.includes(role) ? '' : chosen[role];
}

/** Opens the microphone as chosen. Throws what getUserMedia throws, after `microphone` in the state says what it means. */
export async function openMicrophone(): Promise<MediaStream> {
  const { chosen, missing, processing } = audioStore.get();
  const deviceId = missing.includes('microphone') ? '' : chosen.microphone;
  try {
    if (navigator.mediaDevices === undefined) throw new DOMException('no media devices', 'NotFoundError');
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { ...processing, ...(deviceId === '' ? {} : { deviceId: { ideal: deviceId } }) },
    });
    setMicrophoneAccess('granted');
    // Names of devices are shown only from now on.
    void refreshDevices();
    return stream;
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    setMicrophoneAccess(name === 'NotAllowedError' || name === 'SecurityError' ? 'refused' : 'missing');
    throw error;
  }
}

/** Asks the browser for the microphone and lets it go again. Answers whether it was granted. */
export async function allowMicrophone(): Promise<boolean> {
  try {
    const stream = await openMicrophone();
    for (const track of stream.getTracks()) track.stop();
    return true;
  } catch {
    return false;
  }
}
