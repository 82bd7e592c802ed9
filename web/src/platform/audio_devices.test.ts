import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { choose, refreshDevices, setRingTone, watchDevices } from './audio_devices';
import { audioStore } from './audio_state';

type Listed = Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>;
const laptop: Listed = { kind: 'audiooutput', deviceId: 'l', label: 'Laptop speakers' };
const headset: Listed[] = [
  { kind: 'audioinput', deviceId: 'hi', label: 'Jabra Evolve2 65' },
  { kind: 'audiooutput', deviceId: 'ho', label: 'Jabra Evolve2 65' },
];

let connected: readonly Listed[] = [];
const browser = { enumerateDevices: async () => connected, addEventListener: () => undefined };

async function connect(...devices: Listed[]): Promise<void> {
  connected = devices;
  await refreshDevices();
}

const plugged = () => audioStore.get().plugged.map(({ label, came, chosen }) => ({ label, came, chosen }));

beforeEach(async () => {
  localStorage.clear();
  vi.stubGlobal('navigator', { mediaDevices: browser });
  await connect({ ...laptop, label: '' });
  audioStore.update({ plugged: [] });
});
afterEach(() => vi.unstubAllGlobals());

it('tells what was plugged in and out since, a headset once, and whether it is in use', async () => {
  await connect(laptop);
  expect(plugged()).toEqual([]);
  choose('speaker', 'ho');
  await connect(laptop, ...headset);
  expect(plugged()).toEqual([{ label: 'Jabra Evolve2 65', came: true, chosen: true }]);
  await connect(laptop);
  expect(plugged()[0]).toEqual({ label: 'Jabra Evolve2 65', came: false, chosen: true });
  expect(audioStore.get().missing).toEqual(['speaker']);
  choose('speaker', '');
});

it('takes names that only become visible for nothing new', async () => {
  await connect(laptop);
  await connect({ ...laptop, label: '' });
  await connect();
  await connect(laptop, ...headset);
  expect(plugged()).toEqual([]);
});

it('keeps the ring tone in this browser, and rings as ever if what is kept is no tone', async () => {
  setRingTone('marimba');
  audioStore.update({ ringTone: 'two_note' });
  watchDevices();
  expect(audioStore.get().ringTone).toBe('marimba');
  audioStore.update({ ringTone: 'two_note' });
  localStorage.setItem('sidetone.audio', JSON.stringify({ ringTone: 'foghorn' }));
  watchDevices();
  expect(audioStore.get().ringTone).toBe('two_note');
});
