// Takes a picture of every screen, light and dark, and lets axe read it: `npm run shots [names...]`. Pictures go to gallery/out.
import { mkdirSync } from 'node:fs';
import { createServer } from 'vite';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const kNow = Date.UTC(2026, 9, 2, 10, 4, 0);
const kWide = { width: 1440, height: 900 };
const kTouch = { width: 390, height: 844, deviceScaleFactor: 2, touch: true };

/** name: [screen, viewport, further address parameters] */
const kShots = {
  ...Object.fromEntries(
    [
      'signin', 'home', 'panel', 'call', 'call-person', 'calling', 'keypad', 'search', 'incoming', 'ringing', 'incoming-in-call', 'devices',
      'devices-plain', 'sound', 'sound-loud', 'sound-refused', 'profile', 'keys', 'look', 'keys-dialog', 'reconnecting', 'mic-refused', 'sound-blocked', 'devices-trouble', 'notifications', 'empty', 'notice', 'livecalls', 'livecalls-quiet',
    ].map((screen) => [screen, [screen, kWide, '']]),
  ),
  'own-menu': ['home', kWide, ''],
  'call-from': ['home', kWide, ''],
  'add-phone': ['devices-plain', kWide, ''],
  'device-menu': ['devices-plain', kWide, ''],
  remove: ['devices-plain', kWide, ''],
  'sound-test': ['sound', kWide, ''],
  'german-sound-test': ['sound', kWide, '&lang=de'],
  'tone-pick': ['sound', kWide, ''],
  'touch-sound-test': ['sound', kTouch, '&touch=true'],
  pick: ['sound', kWide, ''],
  hover: ['home', kWide, ''],
  'search-none': ['search-none', kWide, ''],
  german: ['call', kWide, '&lang=de'],
  ...Object.fromEntries(
    ['devices', 'devices-trouble', 'sound', 'incoming', 'mic-refused', 'notifications', 'empty'].map((screen) => [`german-${screen}`, [screen, kWide, '&lang=de']]),
  ),
  'german-livecalls': ['livecalls', kWide, '&lang=de'],
  'narrow-livecalls': ['livecalls', { width: 820, height: 900 }, ''],
  'touch-livecalls': ['livecalls', kTouch, '&touch=true'],
  'german-touch-incoming': ['incoming', kTouch, '&touch=true&lang=de'],
  narrow: ['call', { width: 820, height: 900 }, ''],
  'narrow-incoming': ['incoming', { width: 820, height: 900 }, ''],
  'narrow-devices': ['devices', { width: 820, height: 900 }, '&lang=de'],
  'narrow-devices-plain': ['devices-plain', { width: 820, height: 900 }, ''],
  'narrow-sound': ['sound', { width: 820, height: 900 }, ''],
  'medium-home': ['home', { width: 1180, height: 800 }, ''],
  'large-home': ['call', { width: 1920, height: 1080 }, ''],
  'narrow-refused': ['mic-refused', { width: 820, height: 900 }, ''],
  'narrow-search': ['search', { width: 820, height: 900 }, ''],
  'touch-search': ['search-nobody', kTouch, '&touch=true'],
  'touch-settings': ['settings', kTouch, '&touch=true'],
  'touch-keypad': ['keypad', kTouch, '&touch=true'],
  'touch-sound': ['sound', kTouch, '&touch=true'],
  'narrow-person': ['home', { width: 820, height: 900 }, ''],
  'touch-home': ['home-nobody', kTouch, '&touch=true'],
  'touch-person': ['home', kTouch, '&touch=true'],
  'touch-call': ['call', kTouch, '&touch=true'],
  'touch-incoming': ['incoming', kTouch, '&touch=true'],
  'touch-refused': ['mic-refused', kTouch, '&touch=true'],
  'touch-blocked': ['home-blocked', kTouch, '&touch=true'],
  'touch-reconnecting': ['reconnecting', kTouch, '&touch=true'],
  'touch-devices': ['devices', kTouch, '&touch=true'],
};

/** The echo test runs, with the tones of Chromium's microphone for testing. */
const echo = (name) => async (page) => {
  await page.getByRole('button', { name }).click();
  await page.locator('.selfmeter .lit').first().waitFor();
};

/** What is done with the page before its picture is taken. */
const kActs = {
  'sound-test': echo('Start the test'),
  'german-sound-test': echo('Test beginnen'),
  'touch-sound-test': async (page) => {
    await echo('Start the test')(page);
    await page.locator('.hints').scrollIntoViewIfNeeded();
  },
  'tone-pick': (page) => page.getByRole('button', { name: /Tone$/ }).click(),
  search: (page) => page.getByRole('combobox').focus(),
  'narrow-search': (page) => page.getByRole('combobox').focus(),
  'touch-search': (page) => page.getByRole('combobox').focus(),
  'search-none': (page) => page.getByRole('combobox').focus(),
  incoming: async (page) => {
    await page.mouse.click(10, 500);
    await page.keyboard.press('F6');
  },
  'own-menu': (page) => page.locator('.me').click(),
  'call-from': (page) => page.getByRole('button', { name: /Calls you start/ }).click(),
  'add-phone': (page) => page.getByRole('button', { name: 'Add a phone' }).click(),
  'device-menu': (page) => page.getByRole('button', { name: 'More for desk phone' }).click(),
  remove: async (page) => {
    await page.getByRole('button', { name: 'More for desk phone' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
  },
  pick: (page) => page.getByRole('button', { name: /Jabra.*Microphone|Microphone.*Jabra/ }).click(),
  hover: (page) => page.getByRole('row', { name: /Freya/ }).hover(),
};

/** The sound devices of the drawings in place of the machine's. */
const kSoundDevices = [
  ['audioinput', 'jabra', 'Jabra Evolve2 65'],
  ['audioinput', 'laptop', 'Laptop microphone'],
  ['audiooutput', 'jabra', 'Jabra Evolve2 65'],
  ['audiooutput', 'laptop', 'Laptop speakers'],
];

const wanted = process.argv.slice(2);
const names = Object.keys(kShots).filter((name) => wanted.length === 0 || wanted.includes(name));
const out = new URL('./out/', import.meta.url).pathname;
mkdirSync(out, { recursive: true });

const server = await createServer({ root: new URL('..', import.meta.url).pathname, server: { port: 0, host: '127.0.0.1' }, logLevel: 'error' });
await server.listen();
const { port } = server.httpServer.address();
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-fake-device-for-media-stream'],
});

let faults = 0;
for (const name of names) {
  for (const theme of ['light', 'dark']) faults += await shoot(name, theme);
}
await browser.close();
await server.close();
console.log(`${names.length * 2} pictures, ${faults} faults`);
process.exitCode = faults > 0 ? 1 : 0;

async function shoot(name, theme) {
  const [screen, { width, height, deviceScaleFactor = 1, touch = false }, more] = kShots[name];
  const context = await browser.newContext({
    viewport: { width, height }, deviceScaleFactor, hasTouch: touch, locale: 'en-GB', timezoneId: 'Europe/Berlin', colorScheme: theme, reducedMotion: 'reduce', permissions: ['microphone'],
  });
  const page = await context.newPage();
  let found = 0;
  const fault = (text) => {
    found++;
    console.log(`${name} ${theme}: ${text}`);
  };
  page.on('pageerror', (error) => fault(error.message));
  page.on('console', (line) => line.type() === 'error' && fault(line.text()));
  await page.clock.setFixedTime(kNow);
  await page.addInitScript((devices) => {
    const list = devices.map(([kind, deviceId, label]) => ({ kind, deviceId, label, groupId: deviceId }));
    if (navigator.mediaDevices) navigator.mediaDevices.enumerateDevices = () => Promise.resolve(list);
  }, kSoundDevices);
  await page.goto(`http://127.0.0.1:${port}/gallery/index.html?screen=${screen}&theme=${theme}${more}`);
  await page.locator('#root > *').first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  await kActs[name]?.(page);
  await page.screenshot({ path: `${out}${name}-${theme}.png` });
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const violation of violations) {
    for (const node of violation.nodes) fault(`${violation.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`);
  }
  await context.close();
  return found;
}
