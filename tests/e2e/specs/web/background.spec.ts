// A tab nobody looks at: really hidden, its timers ticking once a second.
import { type BrowserContext, type Page, firefox } from '@playwright/test';
import { type Conversations } from '../../contract/conversation.ts';
import { recordSessions } from '../../contract/recorder.ts';
import type { SessionClient } from '../../contract/session_client.ts';
import { type Phones, expect, test, tones } from '../../fixtures.ts';
import { heardHz, playedHz, spyOnOutput, spyOnPeerConnections } from '../../sound/heard.ts';
import { mendFill, sleepyFirefox, withSleepyChromium } from '../../support/browsers.ts';
import { phoneHears } from '../../support/expectations.ts';
import type { Office } from '../../support/office.ts';
import { anna, jonas } from '../../support/people.ts';
import { Client } from '../../web/client.ts';
import { clickNotification, isNotified, spyOnNotifications } from '../../web/notifications.ts';
import { t } from '../../web/texts.ts';

/** Two notes, struck again and again. */
const kRing = [659, 880];
const rings = (hz: number[]): boolean => hz.some((one) => kRing.some((note) => Math.abs(one - note) <= 4));

async function prepare(context: BrowserContext, conversations: Conversations): Promise<void> {
  await spyOnPeerConnections(context);
  await spyOnOutput(context);
  await spyOnNotifications(context);
  await recordSessions(context, conversations, 'hidden page');
}

const visibility = (page: Page): Promise<string> => page.evaluate(() => document.visibilityState);

/** Rings, is shown on the desktop, answered there, and heard on both sides; then a call that is missed. All the time nobody sees the page. */
async function usedWhileHidden(client: Client, phones: Phones, names: SessionClient, own: number): Promise<void> {
  const { page } = client;
  const peer = names.person(jonas).name;
  const phone = await phones.baresip(jonas, { hz: 700 });
  await phone.dial(anna);
  await isNotified(page, t('softphone:notification.title', { name: peer }));
  await expect.poll(async () => rings(await playedHz(page, 3000)), { message: 'the page rings' }).toBe(true);
  await clickNotification(page);
  await phone.event('CALL_ESTABLISHED');
  await phoneHears(phone, own);
  // Ten readings of the sound take ten seconds there.
  await expect.poll(() => heardHz(page, 15_000), { message: 'the page hears 700 Hz', timeout: 60_000 }).toBeCloseTo(700, -1);
  await expect.poll(async () => playedHz(page), { message: 'it rings no more' }).toEqual([]);
  await phone.hangUp();
  await expect(client.cards).toHaveCount(0);
  await phone.dial(anna);
  await expect(client.incoming(peer)).toBeAttached();
  await phone.hangUp();
  await isNotified(page, t('softphone:notification.missed', { name: peer }));
  expect(await visibility(page)).toBe('hidden');
}

async function signedIn(page: Page, office: Office): Promise<Client> {
  const client = new Client(page);
  await page.goto(office.url);
  await client.enter(anna, office.password(anna));
  await expect(client.box).toBeVisible();
  await client.registered();
  return client;
}

test('a call to a hidden tab of Chromium rings and is answered from its notification: 700 Hz and 440 Hz are heard', async ({ office, phones, conversations, signIn }) => {
  const names = await signIn(anna);
  await withSleepyChromium(async (context) => {
    await context.grantPermissions(['microphone', 'notifications'], { origin: office.url });
    await prepare(context, conversations);
    const page = await context.newPage();
    const client = await signedIn(page, office);
    await (await context.newPage()).bringToFront();
    await expect.poll(() => visibility(page)).toBe('hidden');
    await usedWhileHidden(client, phones, names, tones.chromium);
  });
});

test('a call to a hidden tab of Firefox rings and is answered from its notification: 700 Hz and 880 Hz are heard', async ({ office, phones, conversations, signIn }) => {
  const names = await signIn(anna);
  const browser = await firefox.launch(sleepyFirefox());
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB', permissions: ['notifications'] });
    await mendFill(context);
    await prepare(context, conversations);
    const page = await context.newPage();
    const client = await signedIn(page, office);
    const [other] = await Promise.all([page.waitForEvent('popup'), page.evaluate(() => void window.open('about:blank'))]);
    await other.bringToFront();
    await expect.poll(() => visibility(page)).toBe('hidden');
    await usedWhileHidden(client, phones, names, tones.firefox);
  } finally {
    await browser.close();
  }
});
