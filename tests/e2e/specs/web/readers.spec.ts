// Nothing keeps a reader out (axe), in calls and in every settings page, in both schemes.
import { expect, test } from '../../fixtures.ts';
import { anna, jonas } from '../../support/people.ts';
import { Client } from '../../web/client.ts';
import { nothingKeepsOut } from '../../web/readers.ts';
import { t } from '../../web/texts.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`${colorScheme}: a ringing call, a call with its keypad, and settings are open to readers (axe)`, async ({ page, office, phones, signIn }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const names = await signIn(anna);
    const peer = names.person(jonas).name;
    const phone = await phones.baresip(jonas, { hz: 700 });
    const client = new Client(page);
    await client.signIn(anna, office.password(anna));
    await client.registered();
    await phone.dial(anna);
    await expect(client.incoming(peer)).toBeVisible();
    await nothingKeepsOut(page);
    await client.answer(peer);
    await client.says(peer, 'state.here');
    await page.keyboard.press('k');
    await expect(client.card(peer).getByText(t('calls:sent'))).toBeVisible();
    await nothingKeepsOut(page);
    for (const place of ['profile', 'devices', 'sound', 'notifications', 'keys', 'look']) {
      await page.goto(`/#/settings/${place}`);
      await expect(page.locator('.objects h1')).toBeVisible();
      await nothingKeepsOut(page);
    }
    // A place in the address changes nothing of the call.
    await client.press(peer, 'hang_up');
    await phone.event('CALL_CLOSED');
  });
}
