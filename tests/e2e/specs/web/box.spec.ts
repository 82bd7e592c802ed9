// The one box, and what the people in it are doing.
import { expect, test } from '../../fixtures.ts';
import { anna, jonas, mei, priya } from '../../support/people.ts';
import { Client } from '../../web/client.ts';
import { t } from '../../web/texts.ts';

test('somebody who is in none of the groups is called by name, number, e-mail address and SIP URI', async ({ page, office, phones }) => {
  const eleni = 'Eleni Papadaki';
  const phone = await phones.baresip('eleni');
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  await expect(client.person(eleni)).toHaveCount(0);
  const domain = /@([^;>]+)/.exec(phone.account.uri)?.[1] ?? '';
  for (const text of ['papadaki', '32', `eleni@${domain}`, `sip:eleni@${domain}`]) {
    await client.dial(text);
    await phone.event('CALL_INCOMING');
    await client.says(eleni, 'state.alerting');
    await client.press(eleni, 'cancel');
    await phone.event('CALL_CLOSED');
    await expect(client.cards).toHaveCount(0);
  }
});

test('a number in pasted text is found and called; a number that nobody has is refused in words', async ({ page, office, signIn }) => {
  const names = await signIn(anna);
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  await client.box.fill(`${names.person(jonas).name}, please call 089 / 999 98-14 0`);
  await expect(page.getByRole('option').filter({ hasText: '089 / 999 98-14 0' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(t('errors:calls.target_unknown'))).toBeVisible();
  await expect(client.cards).toHaveCount(0);
});

test('lamps say with whom: who rings for whom, who talks with whom', { tag: '@both' }, async ({ page, office, phones, signIn }) => {
  const names = await signIn(anna);
  const nameOf = (shortName: string): string => names.person(shortName).name;
  const caller = await phones.baresip(mei);
  const callee = await phones.baresip(priya);
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await caller.dial(priya);
  await callee.event('CALL_INCOMING');
  await client.lamp(nameOf(priya), 'ringing');
  await expect(client.person(nameOf(priya))).toContainText(nameOf(mei));
  await callee.accept();
  await expect(client.person(nameOf(priya))).toContainText(t('people:with', { name: nameOf(mei) }));
  await expect(client.person(nameOf(mei))).toContainText(t('people:with', { name: nameOf(priya) }));
  await caller.hangUp();
  for (const one of [mei, priya]) await expect(client.person(nameOf(one))).not.toContainText(t('people:lamp.in_call'));
});
