// Session timers (RFC 4028) with the shortest interval there may be, so that a refresh is due after 45 seconds: once for all of them.
import { type Sipp, header } from '../../phones/sipp.ts';
import { callIn, noCallsIn } from '../../support/expectations.ts';
import { anna, jonas, mei, priya } from '../../support/people.ts';
import { expect, test } from '../../fixtures.ts';

const kDue = { timeout: 60_000 };
const requests = (sipp: Sipp, method: string) => sipp.messages().filter(({ sent, startLine }) => !sent && startLine.startsWith(`${method} `));

test('each side is refreshed as it can: SIPp by UPDATE or re-INVITE, baresip and SIP.js by re-INVITE, and linphone refreshes by itself', async ({ phones, office, signIn }) => {
  test.setTimeout(180_000);
  await office.down();
  office.configure('session_seconds', 90);
  await office.up();
  const [client, second] = [await signIn(anna), await signIn(mei)];

  // Two phones of Anna's and Jonas's own, so that everybody has one call.
  const sippOf = async (name: string, scenario: string): Promise<Sipp> => {
    const account = await office.phoneAccount(name);
    const registering = await phones.sipp('register', { account });
    await registering.done();
    return phones.sipp(scenario, { account, port: registering.port });
  };
  const byUpdate = await sippOf(jonas, 'uas_refreshed_by_update');
  const caller = await phones.baresip(anna);
  await caller.dial(jonas);
  await caller.established();
  await callIn(client, 'talking');

  const linphone = await phones.linphone(await office.phoneAccount(mei), { sessionExpires: 90 });
  const sipJs = await phones.sipJs(await office.phoneAccount(priya));
  await linphone.dial(priya);
  await sipJs.incoming();
  await sipJs.accept();
  await linphone.established();
  await callIn(second, 'talking');

  await expect.poll(() => requests(byUpdate, 'UPDATE').length, { ...kDue, message: 'SIPp is refreshed by UPDATE' }).toBeGreaterThan(0);
  expect(header(requests(byUpdate, 'UPDATE')[0], 'Session-Expires')).toBe('90;refresher=uac');
  expect(header(requests(byUpdate, 'UPDATE')[0], 'Min-SE')).toBe('90');
  await expect.poll(() => caller.events.filter(({ type, param }) => type === 'CALL_REMOTE_SDP' && param === 'offer').length, { ...kDue, message: 'baresip is refreshed by re-INVITE' }).toBeGreaterThan(0);
  await expect.poll(() => sipJs.asked, { ...kDue, message: 'SIP.js is refreshed by re-INVITE' }).toContain('INVITE');
  await expect.poll(() => linphone.refreshes(), { ...kDue, message: "linphone's own refresh is answered" }).toBeGreaterThan(0);

  // All are still in their calls, and end them as ever.
  await caller.hangUp();
  await byUpdate.done();
  await noCallsIn(client);
  await linphone.hangUp();
  await sipJs.ended();
  await noCallsIn(second);
});
