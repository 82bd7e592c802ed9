import type { Page } from '@playwright/test';
import { expect, test, tones } from '../../fixtures.ts';
import { reception } from '../../sound/heard.ts';
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

/** Kills the engine under calls of these pages; then sound arrives again, by a connection that was not there before. */
async function killEngine(office: { mediaEngine(): number }, heard: readonly [Page, number][]): Promise<void> {
  const before = await Promise.all(heard.map(([page]) => reception(page)));
  process.kill(office.mediaEngine(), 'SIGKILL');
  for (const [index, [page, hz]] of heard.entries()) {
    const { connections = 0 } = before[index] ?? {};
    await expect.poll(async () => (await reception(page)).connections, { message: 'the page makes a new connection' }).toBeGreaterThan(connections);
    await expect.poll(async () => (await reception(page)).packets, { message: 'packets arrive' }).toBeGreaterThan(50);
    await pageHears(page, hz);
  }
}

test('rtpengine is killed during a call of a browser: 700 Hz and the browser\'s tone are back', { tag: '@both' }, async ({ page, office, phones, signIn, browserName }) => {
  const own = browserName === 'firefox' ? tones.firefox : tones.chromium;
  const names = await signIn(anna);
  const phone = await phones.baresip(jonas, { hz: 700, answer: 'auto' });
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  const peer = names.person(jonas).name;
  await client.dial(peer);
  await phoneHears(phone, own);
  await pageHears(page, 700);
  await killEngine(office, [[page, 700]]);
  await phoneHears(phone, own);
  // It is the same call, with all there is to do in it.
  await expect(client.cards).toHaveCount(1);
  await client.press(peer, 'hang_up');
  await phone.event('CALL_CLOSED');
  await expect(client.cards).toHaveCount(0);
});

for (const kind of ['chromium', 'firefox'] as const) {
  test(`rtpengine is killed twice during a call of Chromium and ${kind}: both hear each other again`, async ({ page, office, peerPage, signIn }) => {
    test.slow();
    const names = await signIn(anna);
    const caller = new Client(page);
    await caller.signIn(anna, office.password(anna));
    await caller.registered();
    const other = await peerPage(kind, 'The other one');
    const callee = new Client(other);
    await callee.signIn(jonas, office.password(jonas));
    await callee.registered();
    const hz = kind === 'firefox' ? tones.firefoxPeer : tones.chromiumPeer;
    const peer = names.person(jonas).name;
    await caller.dial(peer);
    await callee.answer(names.person(anna).name);
    await pageHears(other, tones.chromium);
    await pageHears(page, hz);
    for (let round = 0; round < 2; round++) await killEngine(office, [[other, tones.chromium], [page, hz]]);
    await caller.press(peer, 'hold');
    await callee.press(names.person(anna).name, 'hang_up');
    await expect(caller.cards).toHaveCount(0);
  });
}

test('rtpengine is killed while a browser rings at another: both hear each other after the answer', async ({ page, office, peerPage, signIn }) => {
  const names = await signIn(anna);
  const caller = new Client(page);
  await caller.signIn(anna, office.password(anna));
  await caller.registered();
  const other = await peerPage('firefox', 'Firefox');
  const callee = new Client(other);
  await callee.signIn(jonas, office.password(jonas));
  await callee.registered();
  await caller.dial(names.person(jonas).name);
  await expect(callee.incoming(names.person(anna).name)).toBeVisible();
  process.kill(office.mediaEngine(), 'SIGKILL');
  await callee.answer(names.person(anna).name);
  await pageHears(other, tones.chromium);
  await pageHears(page, tones.firefoxPeer);
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

test('the tab that is the telephone is closed: another tab takes over, and gets what is called at that moment', { tag: '@both' }, async ({ page, context, office, phones, signIn }) => {
  const names = await signIn(anna);
  const first = new Client(page);
  await first.signIn(anna, office.password(anna));
  await first.registered();
  const second = new Client(await context.newPage());
  await second.page.goto('/');
  await second.registered();
  const phone = await phones.baresip(jonas, { hz: 700 });
  await page.close();
  // At once: for a moment there is no telephone at all.
  await phone.dial(anna);
  await second.answer(names.person(jonas).name);
  await pageHears(second.page, 700);
});

test('a page that is loaded again while it rings rings again: the page hears 700 Hz', { tag: '@both' }, async ({ page, office, phones, signIn }) => {
  const names = await signIn(anna);
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  const phone = await phones.baresip(jonas, { hz: 700 });
  await phone.dial(anna);
  const peer = names.person(jonas).name;
  await expect(client.incoming(peer)).toBeVisible();
  const before = names.state.devices.find(({ kind }) => kind === 'softphone')?.address;
  await page.reload();
  await names.until(({ devices }) => devices.some(({ kind, registered, address }) => kind === 'softphone' && registered && address !== before));
  await client.answer(peer);
  await phone.event('CALL_ESTABLISHED');
  await pageHears(page, 700);
});
