import { recordSessions } from '../../contract/recorder.ts';
import { expect, test } from '../../fixtures.ts';
import { spyOnPeerConnections } from '../../sound/heard.ts';
import { pageHears, phoneHears } from '../../support/expectations.ts';
import { anna, jonas } from '../../support/people.ts';
import { Client } from '../../web/client.ts';
import { nothingKeepsOut } from '../../web/readers.ts';
import { t } from '../../web/texts.ts';

test('a wrong password is refused in words, the right one opens the office', { tag: '@both' }, async ({ page, office }) => {
  const client = new Client(page);
  await page.goto('/');
  await client.enter(anna, 'wrong');
  await expect(page.getByRole('alert')).toContainText(t('errors:access.denied'));
  await client.enter(anna, office.password(anna));
  await expect(client.box).toBeVisible();
});

test('a sign-in is remembered until it is ended elsewhere', { tag: '@both' }, async ({ page, office, signIn }) => {
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await page.reload();
  await expect(client.box).toBeVisible();
  const other = await signIn(anna);
  await other.call('sign_ins.end_others');
  await expect(page.getByRole('button', { name: t('signin:submit') })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: t('signin:submit') })).toBeVisible();
});

test('a refused microphone is said clearly, and the desk phone still works from the page', async ({ browser, office, phones, conversations, signIn }) => {
  const names = await signIn(anna);
  const peer = names.person(jonas).name;
  const desk = await phones.baresip(anna, { answer: 'auto' });
  const callee = await phones.baresip(jonas, { answer: 'auto' });
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: office.url, locale: 'en-GB', permissions: [] });
  try {
    await recordSessions(context, conversations, 'without a microphone');
    const client = new Client(await context.newPage());
    await client.signIn(anna, office.password(anna));
    await client.registered();
    await client.dial(peer);
    await client.refusedMicrophone(peer);
    // Nobody was called behind that sentence.
    expect(names.state.calls).toEqual([]);
    await client.notStarted.getByRole('button', { name: t('calls:dial_on', { device: names.phone().name }) }).click();
    await desk.event('CALL_ESTABLISHED');
    await callee.event('CALL_ESTABLISHED');
    await expect(client.notStarted).toHaveCount(0);
    await client.says(peer, 'state.on', { device: names.phone().name });
    await client.press(peer, 'hang_up');
    await callee.event('CALL_CLOSED');
  } finally {
    await context.close();
  }
});

test('once the microphone is allowed the call that did not begin begins: 440 Hz and 700 Hz are heard', async ({ browser, office, phones, conversations, signIn }) => {
  const names = await signIn(anna);
  const peer = names.person(jonas).name;
  const phone = await phones.baresip(jonas, { hz: 700 });
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: office.url, locale: 'en-GB', permissions: [] });
  try {
    await spyOnPeerConnections(context);
    await recordSessions(context, conversations, 'with a microphone at last');
    const page = await context.newPage();
    const client = new Client(page);
    await client.signIn(anna, office.password(anna));
    await client.registered();
    await client.dial(peer);
    await client.refusedMicrophone(peer);
    await context.grantPermissions(['microphone'], { origin: office.url });
    await client.notStarted.getByRole('button', { name: t('calls:try_again') }).click();
    await phone.event('CALL_INCOMING');
    await phone.accept();
    await expect(client.notStarted).toHaveCount(0);
    await pageHears(page, 700);
    await phoneHears(phone, 440);
  } finally {
    await context.close();
  }
});

test('nothing on the sign-in page and at home keeps a reader out (axe)', async ({ page, office, phones }) => {
  await page.goto('/');
  await expect(page.getByRole('textbox', { name: t('signin:name') })).toBeVisible();
  await nothingKeepsOut(page);
  const client = new Client(page);
  await phones.baresip(jonas);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  await nothingKeepsOut(page);
});
