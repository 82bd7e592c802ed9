// Where things lie, and which address of this machine the tests use.
import { existsSync, mkdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join, resolve } from 'node:path';

export const here = resolve(import.meta.dirname, '..');
export const root = resolve(here, '../..');
/** Made anew by the global set-up: sockets, tones, the recorder module, logs of what failed. */
export const work = join(here, '.work');
export const pulseSocket = join(work, 'pulse', 'native');
export const webDist = join(root, 'web', 'dist');

export function workFolder(...parts: string[]): string {
  const folder = join(work, ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The server under test: SIDETONE_BINARY, or the sanitized build, or the release build. */
export function serverBinary(): string {
  const candidates = [process.env['SIDETONE_BINARY'], join(root, 'build/test/sidetone'), join(root, 'build/release/sidetone')];
  const found = candidates.find((path) => path !== undefined && path !== '' && existsSync(path));
  if (found === undefined) throw new Error('The server is not built: ./dev build test');
  return found;
}

/** An address that browsers offer for media (Firefox never offers 127.x). In the tests' own network it is 10.99.0.1. */
export function hostAddress(): string {
  for (const list of Object.values(networkInterfaces())) {
    const found = list?.find((entry) => entry.family === 'IPv4' && !entry.internal);
    if (found) return found.address;
  }
  return '127.0.0.1';
}

export const inOwnNetwork = (): boolean => hostAddress() === '10.99.0.1';
