// Own phones and sign-ins, from the page, with a real phone.
import { expect, test } from '../../fixtures.ts';
import { anna, jonas } from '../../support/people.ts';
import { Client } from '../../web/client.ts';
import { t } from '../../web/texts.ts';

test('a phone is added with the secret that is shown once, rings, is renamed, signed off by a new secret and removed', async ({ page, office, phones, signIn }) => {
  const names = await signIn(anna);
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await page.goto('/#/settings/devices');
  await page.getByRole('button', { name: t('devices:add') }).click();
  await page.getByRole('textbox', { name: t('devices:name') }).fill('Workshop');
  await page.getByRole('button', { name: t('devices:add_do'), exact: true }).click();
  const pane = page.locator('.aside');
  await expect(pane.getByText(t('devices:then.waiting'))).toBeVisible();
  const value = async (term: string): Promise<string> => (await pane.locator('dl div', { hasText: term }).locator('dd').first().textContent()) ?? '';
  const secret = (await pane.locator('.secret .mono').textContent()) ?? '';
  const account = {
    uri: `sip:${await value(t('devices:sip.address'))}`,
    authUser: await value(t('devices:sip.user')),
    secret,
    host: await value(t('devices:sip.server')),
    ports: { udp: office.ports.sip, tcp: office.ports.sip, tls: office.ports.sips },
  };
  const workshop = await phones.baresipOf(account);
  await expect(pane.getByText(t('devices:then.from', { address: office.host }))).toBeVisible();
  await expect(client.device('Workshop')).toContainText(t('devices:ready'));
  const caller = await phones.baresip(jonas);
  await caller.dial(anna);
  await workshop.event('CALL_INCOMING');
  await caller.hangUp();
  await pane.getByRole('button', { name: t('devices:close') }).click();
  await expect(page.getByText(secret)).toHaveCount(0);

  await client.changeDevice('Workshop', t('devices:rename'));
  await page.getByRole('textbox', { name: t('devices:name') }).fill('Basement');
  await page.getByRole('button', { name: t('devices:rename_do'), exact: true }).click();
  await expect(client.device('Basement')).toContainText(t('devices:ready'));
  await client.changeDevice('Basement', t('devices:new_secret'));
  await page.getByRole('dialog').getByRole('button', { name: t('devices:new_secret') }).click();
  await expect(client.device('Basement')).toContainText(t('devices:away'));
  expect(await pane.locator('.secret .mono').textContent()).not.toBe(secret);
  await client.changeDevice('Basement', t('devices:remove'));
  await page.getByRole('dialog').getByRole('button', { name: t('devices:remove') }).click();
  await expect(client.device('Basement')).toHaveCount(0);
  await names.until(({ devices }) => !devices.some(({ authUser }) => authUser === account.authUser));
});

test('a lost phone cannot come back: its secret ended with the device', async ({ page, office, phones, signIn }) => {
  const names = await signIn(anna);
  const { deviceId, account } = await office.addPhone(names, 'Lost');
  const lost = await phones.baresipOf(account);
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await page.goto('/#/settings/devices');
  await expect(client.device('Lost')).toContainText(t('devices:ready'));
  await client.changeDevice('Lost', t('devices:remove'));
  await page.getByRole('dialog').getByRole('button', { name: t('devices:remove') }).click();
  await expect(client.device('Lost')).toHaveCount(0);
  await names.until(({ devices }) => !devices.some(({ id }) => id === deviceId));
  await lost.stop();
  await expect(phones.baresipOf(account)).rejects.toThrow();
});

test('all other sign-ins are ended at once: the other browser is signed out and says why', { tag: '@both' }, async ({ page, office, peerPage, browserName }) => {
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  const other = new Client(await peerPage(browserName === 'firefox' ? 'chromium' : 'firefox', 'other browser'));
  await other.signIn(anna, office.password(anna));
  await page.goto('/#/settings/devices');
  await expect(page.getByText(t('devices:sign_ins_other', { count: '2' }))).toBeVisible();
  await page.getByRole('button', { name: t('devices:end_others') }).click();
  await expect(other.page.getByText(t('signin:why.ended_elsewhere'))).toBeVisible();
  await other.page.reload();
  await expect(other.page.getByRole('button', { name: t('signin:submit') })).toBeVisible();
  await expect(page.getByText(t('devices:sign_ins_one', { count: '1' }))).toBeVisible();
  await expect(client.box).toBeVisible();
});

test('signing out forgets the token in all tabs and at the server', { tag: '@both' }, async ({ page, context, office }) => {
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  const second = await context.newPage();
  await second.goto('/');
  await expect(new Client(second).box).toBeVisible();
  const stored = (): Promise<string> => page.evaluate(() => JSON.stringify(localStorage));
  const token = await page.evaluate(() => localStorage.getItem('sidetone.token') ?? '');
  expect(token).not.toBe('');
  await page.locator('.me').click();
  await page.getByRole('menuitem', { name: t('shell:sign_out') }).click();
  for (const tab of [page, second]) await expect(tab.getByRole('button', { name: t('signin:submit') })).toBeVisible();
  expect(await stored()).not.toContain(token);
  await second.close();
  // The server has forgotten it too: putting it back opens nothing.
  await page.evaluate((kept) => localStorage.setItem('sidetone.token', kept), token);
  await page.reload();
  await expect(page.getByText(t('signin:why.token_invalid'))).toBeVisible();
});
