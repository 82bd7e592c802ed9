import type { Page } from '@playwright/test';
import { expect, test, tones } from '../../fixtures.ts';
import { receivedPackets } from '../../sound/heard.ts';
import { pageHears, phoneHears, phoneHearsNothing } from '../../support/expectations.ts';
import { anna, jonas, mei } from '../../support/people.ts';
import { Client } from '../../web/client.ts';

/** Counts loads of the page: a reload would begin anew. */
async function neverReloads(client: Client): Promise<() => Promise<void>> {
  await client.page.evaluate(() => Object.assign(window, { __sameDocument: true }));
  return async () => expect(await client.page.evaluate(() => '__sameDocument' in window)).toBe(true);
}

test('the browser loses its network for 10 s during a call: 440 Hz and 700 Hz come back, nothing is missed', async ({ page, office, phones, signIn, cut }) => {
  test.slow();
  const names = await signIn(anna);
  const phone = await phones.baresip(jonas, { hz: 700, answer: 'auto' });
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  const peer = names.person(jonas).name;
  await client.dial(peer);
  await phoneHears(phone, tones.chromium);
  await pageHears(page, 700);
  const sameDocument = await neverReloads(client);

  await cut.browser(page, office.ports.web);
  await phoneHearsNothing(phone);
  // What happens meanwhile must be seen afterwards.
  const third = await phones.baresip(mei);
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  cut.mend();

  await client.lamp(names.person(mei).name, 'free');
  await phoneHears(phone, tones.chromium);
  await pageHears(page, 700);
  await client.registered();
  await client.press(peer, 'hang_up');
  await phone.event('CALL_CLOSED');
  await third.dial(anna);
  await expect(client.incoming(names.person(mei).name)).toBeVisible();
  await sameDocument();
});

/** Sound that is heard now, and not what was in a buffer: a second of packets that came after this. */
async function hearsAfresh(page: Page, hz: number): Promise<void> {
  const before = await receivedPackets(page);
  await expect.poll(() => receivedPackets(page), { message: 'packets arrive again' }).toBeGreaterThan(before + 50);
  await pageHears(page, hz);
}

// Chromium alone: Firefox was seen to begin no new DTLS handshake after the engine's death (docs/adr/0002).
test('rtpengine is killed during a call of a browser: 700 Hz and the browser\'s 440 Hz are back', async ({ page, office, phones, signIn }) => {
  const names = await signIn(anna);
  const phone = await phones.baresip(jonas, { hz: 700, answer: 'auto' });
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  await client.dial(names.person(jonas).name);
  await phoneHears(phone, tones.chromium);
  await pageHears(page, 700);
  process.kill(office.mediaEngine(), 'SIGKILL');
  await phone.event('CALL_REMOTE_SDP');
  await hearsAfresh(page, 700);
  await phoneHears(phone, tones.chromium);
});

test('the server is restarted under an open page: it comes back by itself, a call rings again', { tag: '@both' }, async ({ page, office, phones, signIn }) => {
  const names = await signIn(anna);
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  const sameDocument = await neverReloads(client);
  await office.down();
  await expect(client.reconnecting).toBeVisible();
  await office.up();
  await expect(client.reconnecting).toBeHidden();
  const phone = await phones.baresip(jonas, { hz: 700 });
  await client.lamp(names.person(jonas).name, 'free');
  await client.registered();
  await phone.dial(anna);
  await client.answer(names.person(jonas).name);
  await pageHears(page, 700);
  await sameDocument();
});

test('several tabs of one sign-in: one telephone, the same picture in each, answered in one', { tag: '@both' }, async ({ page, context, office, phones, signIn }) => {
  const names = await signIn(anna);
  const first = new Client(page);
  await first.signIn(anna, office.password(anna));
  await first.registered();
  const second = new Client(await context.newPage());
  await second.page.goto('/');
  await expect(second.box).toBeVisible();
  await second.registered();
  expect(names.state.devices.filter((device) => device.kind === 'softphone' && device.registered)).toHaveLength(1);
  const phone = await phones.baresip(jonas, { hz: 700 });
  await phone.dial(anna);
  const peer = names.person(jonas).name;
  await expect(first.incoming(peer)).toBeVisible();
  await expect(second.incoming(peer)).toBeVisible();
  await second.answer(peer);
  await phone.event('CALL_ESTABLISHED');
  await first.says(peer, 'state.here');
  await second.says(peer, 'state.here');
  await pageHears(page, 700);
  await first.press(peer, 'hang_up');
  await expect(second.cards).toHaveCount(0);
});

test('the tab that is the telephone is closed: another tab takes over', { tag: '@both' }, async ({ page, context, office, phones, signIn }) => {
  const names = await signIn(anna);
  const first = new Client(page);
  await first.signIn(anna, office.password(anna));
  await first.registered();
  const second = new Client(await context.newPage());
  await second.page.goto('/');
  await second.registered();
  await page.close();
  const phone = await phones.baresip(jonas, { hz: 700 });
  await names.until(({ devices }) => devices.some((device) => device.kind === 'softphone' && device.registered));
  await phone.dial(anna);
  await second.answer(names.person(jonas).name);
  await pageHears(second.page, 700);
});
