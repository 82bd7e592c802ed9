import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { pageHears } from '../support/expectations.ts';
import { anna, jonas, mei, priya } from '../support/people.ts';
import { root } from '../support/paths.ts';
import { Client } from '../web/client.ts';

const picture = (name: string): string => join(root, 'docs/screenshots', `${name}-${test.info().project.name}.png`);

test('sign-in, home and a call', async ({ page, office, phones, signIn }) => {
  const names = await signIn(anna);
  await page.goto('/');
  await expect(page.getByRole('button').first()).toBeVisible();
  await page.screenshot({ path: picture('signin') });

  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  const others = names.state.people.map(({ shortName }) => shortName).filter((name) => ![anna, jonas, mei, priya].includes(name));
  for (const name of others.slice(0, 5)) await phones.baresip(name, { answer: 'auto' });
  const [first, second] = [await phones.baresip(mei), await phones.baresip(priya, { answer: 'auto' })];
  await first.dial(priya);
  await second.event('CALL_ESTABLISHED');
  const caller = await phones.baresip(jonas, { hz: 700 });
  await client.lamp(names.person(priya).name, 'in_call');
  await page.screenshot({ path: picture('home') });

  await caller.dial(anna);
  await expect(client.incoming(names.person(jonas).name)).toBeVisible();
  await page.screenshot({ path: picture('incoming') });
  await client.answer(names.person(jonas).name);
  await pageHears(page, 700);
  await page.screenshot({ path: picture('call') });
});
