// How Debian's browsers are started: fake microphones with known tones, no prompts.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type LaunchOptions, chromium } from '@playwright/test';
import { Child } from './child.ts';
import { workFolder } from './paths.ts';
import { toneFile, tones } from './preparation.ts';

export type Kind = 'chromium' | 'firefox';

/** channel is named as undefined because a launch inside a test inherits the project's options. */
export const chromiumLaunch = (hz: number = tones.chromium, extra: string[] = []): LaunchOptions => ({
  channel: undefined,
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${toneFile(hz)}`,
    '--autoplay-policy=no-user-gesture-required',
    '--allow-loopback-in-peer-connection',
    ...extra,
  ],
});

export const firefoxLaunch = (hz: number = tones.firefox, preferences: Record<string, string | number | boolean> = {}): LaunchOptions => ({
  args: [],
  channel: 'moz-firefox',
  executablePath: '/usr/bin/firefox-esr',
  firefoxUserPrefs: {
    'media.navigator.streams.fake': true,
    'media.navigator.audio.fake_frequency': hz,
    'media.autoplay.default': 0,
    'media.navigator.permission.disabled': true,
    'permissions.default.microphone': 1,
    'media.devices.unfocused.enabled': true,
    'media.peerconnection.ice.loopback': true,
    'media.peerconnection.ice.obfuscate_host_addresses': false,
    'alerts.useSystemBackend': false,
    'ui.primaryPointerCapabilities': 6,
    'ui.allPointerCapabilities': 6,
    'toolkit.shutdown.fastShutdownStage': 3,
    ...preferences,
  },
});

/**
 * Holds sound back until the page is clicked, as browsers do outside of tests. Firefox cannot be had like this: over WebDriver BiDi each page
 * counts as touched from its first moment.
 */
export const strictChromium = (): LaunchOptions => {
  const usual = chromiumLaunch();
  return { ...usual, args: usual.args?.filter((arg) => !arg.startsWith('--autoplay-policy')) ?? [] };
};
/** Timers of a hidden tab tick once a second, as outside of tests. The page has to open another window and that one to come to the front. */
export const sleepyFirefox = (): LaunchOptions =>
  firefoxLaunch(tones.firefox, {
    'dom.min_background_timeout_value': 1000,
    'dom.min_background_timeout_value_without_budget_throttling': 1000,
    'dom.timeout.enable_budget_timer_throttling': true,
    'layout.testing.top-level-always-active': false,
  });

/** A Chromium whose background tabs are really hidden: one that Playwright launches keeps them visible. `use` gets its default context. */
export async function withSleepyChromium(use: (context: BrowserContext) => Promise<void>): Promise<void> {
  const profile = mkdtempSync(join(workFolder('profiles'), 'chromium-'));
  const args = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--no-first-run', '--ignore-certificate-errors', '--lang=en-GB'];
  const child = new Child('chromium', '/usr/bin/chromium', [...(chromiumLaunch().args ?? []), ...args, 'about:blank']);
  let browser: Browser | undefined;
  try {
    const [, address = ''] = await child.saw(/DevTools listening on (ws:\S+)/);
    browser = await chromium.connectOverCDP(address, { noDefaults: true });
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('Chromium has no default context');
    await use(context);
  } finally {
    await browser?.close();
    await child.stop();
  }
}

/** Playwright's fill() does not reach React in Firefox over WebDriver BiDi; typed text does. */
export async function mendFill(context: BrowserContext): Promise<void> {
  await context.addInitScript(() =>
    Object.defineProperty(window, '__pw_bidiInsertText', {
      set() {},
      get: () => (text: string) => {
        document.execCommand('insertText', false, text);
      },
    }),
  );
}
