// How Debian's browsers are started: fake microphones with known tones, no prompts.
import type { BrowserContext, LaunchOptions } from '@playwright/test';
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
