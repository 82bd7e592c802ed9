import { defineConfig } from '@playwright/test';
import { chromiumLaunch, firefoxLaunch } from './support/browsers.ts';
import { pulseSocket } from './support/paths.ts';

process.env['PULSE_SERVER'] = `unix:${pulseSocket}`;

// One worker: sound in real time on few cores, and ports 5060, 5061 and 8443 of the tests' own network.
export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  globalSetup: './support/global_setup.ts',
  use: { ignoreHTTPSErrors: true, trace: 'retain-on-failure', screenshot: 'only-on-failure', locale: 'en-GB', timezoneId: 'UTC' },
  projects: [
    // Sessions, phones and the wire: no browser in it, so it runs once.
    { name: 'phones', testMatch: /specs\/phones\/.*\.spec\.ts/ },
    { name: 'chromium', testMatch: /specs\/web\/.*\.spec\.ts/, use: { browserName: 'chromium', permissions: ['microphone', 'notifications'], launchOptions: chromiumLaunch() } },
    // What must not depend on the browser has the tag @both: here Firefox is the one a person sits at.
    { name: 'firefox', testMatch: /specs\/web\/.*\.spec\.ts/, grep: /@both/, use: { browserName: 'firefox', permissions: ['notifications'], launchOptions: firefoxLaunch() } },
  ],
});
