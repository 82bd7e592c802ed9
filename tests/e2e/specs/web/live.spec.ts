// The page Live: an administrator sees the calls of others come and go. For nobody else there is such a page.
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../../fixtures.ts';
import { anna, jonas, mei } from '../../support/people.ts';
import { Client } from '../../web/client.ts';
import { nothingKeepsOut } from '../../web/readers.ts';
import { t } from '../../web/texts.ts';

const rowOf = (page: Page, name: string): Locator => page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
const legs = (page: Page): Locator => page.locator('.legs li');

test('a call between two phones appears, is answered, shows its legs and goes', { tag: '@both' }, async ({ page, office, phones, signIn }) => {
  const names = await signIn(anna);
  const [from, to] = [names.person(jonas).name, names.person(mei).name];
  const desk = await phones.baresip(jonas, { hz: 440 });
  const callee = await phones.baresip(mei, { transport: 'tls', mediaEncryption: 'srtp-mand' });
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await page.getByRole('link', { name: t('shell:admin') }).click();
  await expect(page.getByRole('heading', { name: t('admin:live') })).toBeVisible();
  await expect(page.getByText(t('admin:calls.none'))).toBeVisible();

  await desk.dial(mei);
  await callee.event('CALL_INCOMING');
  const row = rowOf(page, from);
  await expect(row).toContainText(to);
  await expect(row.getByRole('img', { name: t('admin:state.alerting') })).toBeVisible();
  await row.click();
  await expect(legs(page)).toHaveCount(2);
  await expect(legs(page).nth(1)).toContainText(t('admin:leg.ringing'));
  await callee.accept();
  await expect(row.getByRole('img', { name: t('admin:state.talking') })).toBeVisible();
  await expect(legs(page).nth(0)).toContainText(`${office.host}:`);
  await expect(legs(page).nth(0)).toContainText(t('admin:transport.udp'));
  await expect(legs(page).nth(0)).toContainText(t('admin:rtp'));
  await expect(legs(page).nth(1)).toContainText(t('admin:transport.tls'));
  await expect(legs(page).nth(1)).toContainText(t('admin:srtp'));
  await expect(legs(page).nth(1)).toContainText(t('admin:leg.talking'));
  await desk.hangUp();
  await expect(page.getByText(t('admin:calls.none'))).toBeVisible();
});

test('a phone whose connection is lost is listed until it is back', async ({ page, office, phones }) => {
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await page.goto('/#/admin/live');
  const phone = await phones.baresip(mei, { transport: 'tcp' });
  await phone.kill();
  await expect(page.getByText(t('admin:lost.connection_lost'))).toBeVisible();
  await phones.baresip(mei, { transport: 'tcp' });
  await expect(page.getByText(t('admin:lost.connection_lost'))).toHaveCount(0);
});

test('the page goes on after the server was started again', async ({ page, office, phones }) => {
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await page.goto('/#/admin/live');
  await expect(page.getByText(t('admin:calls.none'))).toBeVisible();
  await office.down();
  await expect(client.reconnecting).toBeVisible();
  await office.up();
  const desk = await phones.baresip(jonas);
  await phones.baresip(mei);
  await desk.dial(mei);
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(2, { timeout: 40_000 });
});

test('who is no administrator has no such page, not even by its address', async ({ page, office }) => {
  const client = new Client(page);
  await client.signIn(jonas, office.password(jonas));
  await expect(page.getByRole('link', { name: t('shell:admin') })).toHaveCount(0);
  await page.goto('/#/admin/live');
  await page.reload();
  await expect(client.box).toBeVisible();
  await expect(page.getByRole('heading', { name: t('admin:live') })).toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`${colorScheme}: the page is open to readers (axe), wide and narrow`, async ({ page, office, phones }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const desk = await phones.baresip(jonas);
    const callee = await phones.baresip(mei, { answer: 'auto' });
    const client = new Client(page);
    await client.signIn(anna, office.password(anna));
    await page.goto('/#/admin/live');
    await nothingKeepsOut(page);
    await desk.dial(mei);
    await callee.event('CALL_ESTABLISHED');
    await page.getByRole('grid').getByRole('row').nth(1).click();
    await expect(legs(page)).toHaveCount(2);
    await nothingKeepsOut(page);
    await page.setViewportSize({ width: 820, height: 900 });
    await expect(legs(page)).toHaveCount(2);
    await nothingKeepsOut(page);
  });
}
