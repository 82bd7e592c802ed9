// What the address says: language and layout.
import type { Page } from '@playwright/test';
import { recordSessions } from '../../contract/recorder.ts';
import { expect, test } from '../../fixtures.ts';
import { spyOnPeerConnections } from '../../sound/heard.ts';
import { pageHears, phoneHears } from '../../support/expectations.ts';
import { anna, jonas } from '../../support/people.ts';
import { Client } from '../../web/client.ts';
import { german, t } from '../../web/texts.ts';

async function enterIn(page: Page, text: (key: string) => string, name: string, password: string): Promise<void> {
  await page.getByRole('textbox', { name: text('signin:name') }).fill(name);
  await page.getByLabel(text('signin:password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: text('signin:submit') }).click();
}

test('lang=de speaks German from the first picture on, and stays over a reload', async ({ page, office, signIn }) => {
  const names = await signIn(anna);
  await page.goto('/?lang=de');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await enterIn(page, german, anna, office.password(anna));
  await expect(page.getByRole('combobox', { name: german('box:label') })).toBeVisible();
  await expect(page.getByRole('row', { name: names.person(jonas).name })).toContainText(german('people:lamp.not_reachable'));
  await page.reload();
  await expect(page.getByRole('heading', { name: german('people:home') })).toBeVisible();
});

test('touch=true makes, takes and ends calls with a finger: 440 Hz and 700 Hz are heard', async ({ browser, office, phones, conversations, signIn }) => {
  const names = await signIn(anna);
  const peer = names.person(jonas).name;
  const phone = await phones.baresip(jonas, { hz: 700 });
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: office.url, locale: 'en-GB', hasTouch: true, permissions: ['microphone'], viewport: { width: 390, height: 844 } });
  try {
    await spyOnPeerConnections(context);
    await recordSessions(context, conversations, 'touch');
    const page = await context.newPage();
    await page.goto('/?touch=true');
    await enterIn(page, t, anna, office.password(anna));
    await expect(page.getByRole('link', { name: t('shell:reach.good') })).toBeVisible();
    await page.getByRole('button', { name: t('people:call_person', { name: peer }) }).tap();
    await phone.event('CALL_INCOMING');
    await phone.accept();
    await pageHears(page, 700);
    await phoneHears(phone, 440);
    await page.getByRole('button', { name: t('calls:hang_up') }).tap();
    await phone.event('CALL_CLOSED');
    await phone.dial(anna);
    await page.getByRole('button', { name: t('calls:answer'), exact: true }).tap();
    await phone.event('CALL_ESTABLISHED');
    await pageHears(page, 700);
    await page.getByRole('button', { name: t('calls:mute'), exact: true }).tap();
    await expect(page.getByRole('main')).toContainText(t('calls:state.muted'));
    await page.getByRole('button', { name: t('calls:hang_up') }).tap();
    await phone.event('CALL_CLOSED');
    await expect(page.getByRole('heading', { name: t('people:home') })).toBeVisible();
    await page.getByRole('link', { name: t('shell:settings') }).tap();
    await page.getByRole('button', { name: t('shell:sign_out') }).tap();
    await expect(page.getByRole('button', { name: t('signin:submit') })).toBeVisible();
  } finally {
    await context.close();
  }
});

test('touch=false keeps the layout for mouse and keyboard on a touch screen', async ({ browser, office }) => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: office.url, locale: 'en-GB', hasTouch: true, isMobile: true, viewport: { width: 1000, height: 700 } });
  try {
    for (const [address, tabs] of [['/', 1], ['/?touch=false', 0]] as const) {
      const page = await context.newPage();
      await page.goto(address);
      if (await page.getByRole('button', { name: t('signin:submit') }).isVisible()) await enterIn(page, t, anna, office.password(anna));
      await expect(new Client(page).box).toBeVisible();
      await expect(page.locator('.tabbar')).toHaveCount(tabs);
    }
  } finally {
    await context.close();
  }
});
