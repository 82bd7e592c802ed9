import { expect, test, tones } from '../../fixtures.ts';
import { pageHears, pageHearsNothing, phoneHears, phoneHearsMusic, phoneHearsNothing } from '../../support/expectations.ts';
import { anna, jonas, mei } from '../../support/people.ts';
import { Client } from '../../web/client.ts';

const own = (browserName: string): number => (browserName === 'firefox' ? tones.firefox : tones.chromium);

test('a browser calls a desk phone: the phone hears 440 Hz (Chromium) or 880 Hz (Firefox), the page hears 700 Hz', { tag: '@both' }, async ({ page, office, phones, signIn, browserName }) => {
  const names = await signIn(anna);
  const phone = await phones.baresip(jonas, { hz: 700 });
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  const peer = names.person(jonas).name;
  await client.dial(peer);
  await phone.event('CALL_INCOMING');
  await client.says(peer, 'state.alerting');
  await phone.accept();
  await client.says(peer, 'state.here');
  await phoneHears(phone, own(browserName));
  await pageHears(page, 700);
  await client.press(peer, 'hang_up');
  await phone.event('CALL_CLOSED');
  await expect(client.cards).toHaveCount(0);
});

test('a desk phone calls a browser: the page hears 700 Hz, the phone hears 440 Hz (Chromium) or 880 Hz (Firefox)', { tag: '@both' }, async ({ page, office, phones, signIn, browserName }) => {
  const names = await signIn(anna);
  const phone = await phones.baresip(jonas, { hz: 700 });
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  await phone.dial(anna);
  const peer = names.person(jonas).name;
  await expect(client.incoming(peer)).toBeVisible();
  await client.answer(peer);
  await phone.event('CALL_ESTABLISHED');
  await pageHears(page, 700);
  await phoneHears(phone, own(browserName));
  await phone.hangUp();
  await expect(client.cards).toHaveCount(0);
});

test('Chromium calls Firefox with Opus: Firefox hears 440 Hz, Chromium hears 660 Hz', async ({ page, office, peerPage, signIn }) => {
  const names = await signIn(anna);
  const caller = new Client(page);
  await caller.signIn(anna, office.password(anna));
  await caller.registered();
  const other = await peerPage('firefox', 'Firefox');
  const callee = new Client(other);
  await callee.signIn(jonas, office.password(jonas));
  await callee.registered();
  await caller.dial(names.person(jonas).name);
  await callee.answer(names.person(anna).name);
  await pageHears(other, tones.chromium);
  await pageHears(page, tones.firefoxPeer);
  const call = await names.until(({ calls }) => calls.find(({ state }) => state === 'talking'));
  expect(call.codec?.toLowerCase()).toBe('opus');
  await callee.press(names.person(anna).name, 'hang_up');
  await expect(caller.cards).toHaveCount(0);
});

test('Firefox calls Chromium: Chromium hears 660 Hz, Firefox hears 440 Hz', async ({ page, office, peerPage, signIn }) => {
  const names = await signIn(jonas);
  const callee = new Client(page);
  await callee.signIn(anna, office.password(anna));
  await callee.registered();
  const other = await peerPage('firefox', 'Firefox');
  const caller = new Client(other);
  await caller.signIn(jonas, office.password(jonas));
  await caller.registered();
  await caller.dial(names.person(anna).name);
  await callee.answer(names.person(jonas).name);
  await pageHears(page, tones.firefoxPeer);
  await pageHears(other, tones.chromium);
});

test('hold with music, retrieve, mute and digits from the call card', { tag: '@both' }, async ({ page, office, phones, signIn, browserName }) => {
  const names = await signIn(anna);
  const phone = await phones.baresip(jonas, { hz: 700, answer: 'auto' });
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  const peer = names.person(jonas).name;
  await client.dial(peer);
  await phoneHears(phone, own(browserName));
  await pageHears(page, 700);

  await client.press(peer, 'hold');
  await client.says(peer, 'state.held');
  await phoneHearsMusic(phone, own(browserName));
  await pageHearsNothing(page);
  await client.press(peer, 'back_to', { name: peer.split(' ')[0] ?? peer });
  await phoneHears(phone, own(browserName));
  await pageHears(page, 700);

  await client.press(peer, 'mute');
  await client.says(peer, 'state.muted');
  await phoneHearsNothing(phone);
  await pageHears(page, 700);
  await client.press(peer, 'unmute');
  await phoneHears(phone, own(browserName));

  await client.press(peer, 'keypad');
  for (const digit of ['5', '#']) {
    await client.card(peer).getByRole('button', { name: digit, exact: true }).click();
    expect((await phone.event('CALL_DTMF_START')).param).toBe(digit);
  }
});

test('a desk phone is used from the page: dialled, held, ended there; the phone hears 700 Hz, the other 440 Hz', async ({ page, office, phones, signIn }) => {
  const names = await signIn(anna);
  const desk = await phones.baresip(anna, { hz: 440, answer: 'auto' });
  const phone = await phones.baresip(jonas, { hz: 700 });
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  await client.callFrom(names.phone().name);
  const peer = names.person(jonas).name;
  await client.dial(peer);
  await phone.event('CALL_INCOMING');
  await phone.accept();
  await client.says(peer, 'state.on', { device: names.phone().name });
  await phoneHears(desk, 700);
  await phoneHears(phone, 440);
  await client.press(peer, 'hold');
  await phoneHearsMusic(phone, 440);
  await client.press(peer, 'back_to', { name: peer.split(' ')[0] ?? peer });
  await phoneHears(phone, 440);
  await client.press(peer, 'hang_up');
  await desk.event('CALL_CLOSED');
});

test('desk phones and two browsers ring together; the browser answers and the others stop; 700 Hz is heard', async ({ page, office, phones, peerPage, signIn }) => {
  const names = await signIn(anna);
  const desk = await phones.baresip(anna);
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  const elsewhere = new Client(await peerPage('firefox', 'Firefox'));
  await elsewhere.signIn(anna, office.password(anna));
  await elsewhere.registered();
  const caller = await phones.baresip(jonas, { hz: 700 });
  await caller.dial(anna);
  const peer = names.person(jonas).name;
  await desk.event('CALL_INCOMING');
  await expect(client.incoming(peer)).toBeVisible();
  await expect(elsewhere.incoming(peer)).toBeVisible();
  await client.answer(peer);
  await desk.event('CALL_CLOSED');
  await expect(elsewhere.incoming(peer)).toHaveCount(0);
  await elsewhere.says(peer, 'state.other_browser');
  await pageHears(page, 700);
  // Ended from the session that is not in the call.
  await elsewhere.press(peer, 'hang_up');
  await caller.event('CALL_CLOSED');
  await expect(client.cards).toHaveCount(0);
});

test('lamps follow a call between two others as it happens', { tag: '@both' }, async ({ page, office, phones, signIn }) => {
  const names = await signIn(anna);
  const [first, second] = [names.person(jonas).name, names.person(mei).name];
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.lamp(first, 'not_reachable');
  const caller = await phones.baresip(jonas);
  const callee = await phones.baresip(mei);
  await client.lamp(first, 'free');
  await client.lamp(second, 'free');
  await caller.dial(mei);
  await client.lamp(second, 'ringing');
  await callee.event('CALL_INCOMING');
  await callee.accept();
  await client.lamp(first, 'in_call');
  await client.lamp(second, 'in_call');
  await caller.hangUp();
  await client.lamp(first, 'free');
  await client.lamp(second, 'free');
});

test('a rejected call: the caller hears busy, nothing rings on', async ({ page, office, phones, signIn }) => {
  const names = await signIn(anna);
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  const caller = await phones.baresip(jonas);
  await caller.dial(anna);
  const peer = names.person(jonas).name;
  await client.reject(peer);
  expect((await caller.event('CALL_CLOSED')).param).toMatch(/486|603/);
  await expect(client.incoming(peer)).toHaveCount(0);
});
