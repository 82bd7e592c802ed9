// The pictures of docs/screenshots: a morning in the seeded office. Every lamp, call and device in them is real.
import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { pageHears } from '../support/expectations.ts';
import { root } from '../support/paths.ts';
import { Client } from '../web/client.ts';
import { t } from '../web/texts.ts';
import { kShownHost } from './host.ts';

const me = 'samira';
const kAtTheirDesks = ['anna', 'sebastian', 'priya', 'reception', 'isar', 'freya'];

const picture = (name: string): string => join(root, 'docs/screenshots', `${name}-${test.info().project.name}.png`);

test('sign-in, home, an incoming call, calls, devices, what the administrator sees', async ({ page, office, phones, peerPage, signIn }) => {
  test.setTimeout(300_000);
  const names = await signIn(me);
  const nameOf = (shortName: string): string => names.person(shortName).name;
  const client = new Client(page);
  await page.goto(`https://${kShownHost}:${office.ports.web}/`);
  await expect(page.getByRole('button', { name: t('signin:submit') })).toBeVisible();
  await page.screenshot({ path: picture('signin') });

  await phones.baresip(me);
  for (const name of kAtTheirDesks) await phones.baresip(name, { answer: 'auto' });
  const jonas = await phones.baresip('jonas', { hz: 700 });
  const [mei, oluwaseun] = [await phones.baresip('mei'), await phones.baresip('oluwaseun', { answer: 'auto' })];
  const [eleni, tomas] = [await phones.baresip('eleni'), await phones.baresip('tomas', { answer: 'auto' })];
  const chiara = await phones.baresip('chiara');
  // This session only looked up names: it must not be seen among the sign-ins.
  await names.call('session.sign_out');

  await client.enter(me, office.password(me));
  await client.registered();
  await mei.dial('oluwaseun');
  await oluwaseun.event('CALL_ESTABLISHED');
  await eleni.dial('tomas');
  await tomas.event('CALL_ESTABLISHED');
  const arjun = await phones.baresip('arjun');
  await arjun.dial('chiara');
  await chiara.event('CALL_INCOMING');
  await client.lamp(nameOf('chiara'), 'ringing');
  await client.lamp(nameOf('eleni'), 'in_call');
  await client.person(nameOf('anna')).click();
  await page.mouse.move(720, 880);
  await expect(client.person(nameOf('mei'))).toContainText(/00:[12]\d/);
  await page.screenshot({ path: picture('home') });

  await jonas.dial(me);
  await expect(client.incoming(nameOf('jonas'))).toContainText('0:04');
  await page.screenshot({ path: picture('incoming') });
  await client.answer(nameOf('jonas'));
  await pageHears(page, 700);
  await client.press(nameOf('jonas'), 'hold');
  await client.says(nameOf('jonas'), 'state.held');
  await client.dial(nameOf('anna'));
  await client.says(nameOf('anna'), 'state.here');
  await expect(client.card(nameOf('anna'))).toContainText('00:12');
  await page.mouse.move(720, 880);
  await page.screenshot({ path: picture('call') });
  await client.press(nameOf('anna'), 'hang_up');
  await client.press(nameOf('jonas'), 'hang_up');
  await expect(client.cards).toHaveCount(0);

  const elsewhere = new Client(await peerPage('firefox', 'elsewhere'));
  await elsewhere.signIn(me, office.password(me));
  await elsewhere.registered();
  await page.getByRole('link', { name: t('shell:settings') }).click();
  await expect(page.getByText(t('devices:sign_ins_other', { count: '2' }))).toBeVisible();
  await page.mouse.move(720, 880);
  await page.screenshot({ path: picture('devices') });

  // The calls of the others, as the administrator sees them.
  await page.locator('.me').click();
  await page.getByRole('menuitem', { name: t('shell:sign_out') }).click();
  await client.enter('anna', office.password('anna'));
  await page.getByRole('link', { name: t('shell:admin') }).click();
  await page.getByRole('row').filter({ hasText: nameOf('mei') }).click();
  await expect(page.locator('.legs li')).toHaveCount(2);
  await page.mouse.move(720, 880);
  await page.screenshot({ path: picture('live') });
});
