import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './support/browsers.ts';
import { hostAddress, pulseSocket } from './support/paths.ts';
import { tones } from './support/preparation.ts';
import { kShownHost } from './shots/host.ts';

process.env['PULSE_SERVER'] = `unix:${pulseSocket}`;

// The pictures of docs/screenshots, from a running office with real calls in it: ./dev shots
export default defineConfig({
  testDir: 'shots',
  testMatch: /.*\.shot\.ts/,
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  globalSetup: './support/global_setup.ts',
  use: { ignoreHTTPSErrors: true, locale: 'en-GB', timezoneId: 'Europe/Berlin', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' } as object,
  projects: ['light', 'dark'].map((scheme) => ({
    name: scheme,
    use: { browserName: 'chromium' as const, colorScheme: scheme as 'light' | 'dark', permissions: ['microphone', 'notifications'], launchOptions: chromiumLaunch(tones.chromium, [`--host-resolver-rules=MAP ${kShownHost} ${hostAddress()}`]) },
  })),
});
