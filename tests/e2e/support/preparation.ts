// Made once before all tests: the recorder module for baresip, tones for Chromium's microphone, a sound server for Firefox.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { existsSync, chmodSync, watch } from 'node:fs';
import { linkModules } from '../phones/baresip.ts';
import { Child, runOk } from './child.ts';
import { here, pulseSocket, work, workFolder } from './paths.ts';

export const tones = { chromium: 440, chromiumPeer: 523, firefox: 880, firefoxPeer: 660 } as const;
export const toneFile = (hz: number): string => join(work, 'tones', `${hz}.wav`);
export const rawToneFile = (hz: number): string => join(work, 'tones', `${hz}.alaw`);

async function compileRecorder(): Promise<void> {
  const target = join(workFolder('build'), 'aurec.so');
  const flags = ['-O2', '-Wall', '-fPIC', '-shared', '-DHAVE_STDBOOL_H', '-DHAVE_INTTYPES_H', '-I/usr/include/re', '-I/usr/include/rem'];
  await runOk('cc', [...flags, '-o', target, join(here, 'phones/aurec.c')]);
  linkModules(target);
}

async function makeTones(): Promise<void> {
  workFolder('tones');
  // Chromium repeats the file: whole periods, so that the seam is not heard.
  for (const hz of Object.values(tones)) await runOk('sox', ['-n', '-r', '48000', '-c', '1', '-b', '16', toneFile(hz), 'synth', '10', 'sine', String(hz), 'gain', '-12']);
  await runOk('sox', ['-n', '-r', '8000', '-c', '1', '-t', 'al', rawToneFile(620), 'synth', '30', 'sine', '620', 'gain', '-6']);
}

/** Firefox's AudioContext never starts without a sink. */
async function startPulse(): Promise<Child> {
  const folder = workFolder('pulse');
  chmodSync(folder, 0o700);
  const appeared = new Promise<void>((resolve) => {
    const watcher = watch(folder, () => {
      if (!existsSync(pulseSocket)) return;
      watcher.close();
      resolve();
    });
  });
  const args = ['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--log-level=error'];
  args.push('-L', `module-native-protocol-unix auth-anonymous=1 socket=${pulseSocket}`, '-L', 'module-null-sink rate=48000');
  const pulse = new Child('pulseaudio', 'pulseaudio', args, { env: { ...process.env, PULSE_SERVER: '', XDG_RUNTIME_DIR: folder, HOME: folder } });
  await Promise.race([appeared, pulse.exited.then(() => Promise.reject(new Error(`pulseaudio ended:\n${pulse.output}`)))]);
  return pulse;
}

export default async function prepare(): Promise<() => Promise<void>> {
  rmSync(work, { recursive: true, force: true });
  await compileRecorder();
  await makeTones();
  const pulse = await startPulse();
  return async () => {
    await pulse.stop(2000);
  };
}
