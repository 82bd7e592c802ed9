import type { SessionClient } from '../../contract/session_client.ts';
import type { Baresip } from '../../phones/baresip.ts';
import { WirePhone } from '../../phones/wire_phone.ts';
import type { Office } from '../../support/office.ts';
import { callIn, noCallsIn } from '../../support/expectations.ts';
import { anna, jonas } from '../../support/people.ts';
import { type Phones, expect, test } from '../../fixtures.ts';

/** Anna's desk phone talks to a device of Jonas that can lose its connection. */
async function talking(office: Office, phones: Phones, client: SessionClient): Promise<{ desk: Baresip; phone: WirePhone; lost: () => Promise<void> }> {
  const desk = await phones.baresip(anna);
  const phone = new WirePhone(await office.phoneAccount(jonas), office.url);
  await phone.connect();
  await phone.register();
  await desk.dial(jonas);
  await callIn(client, 'talking');
  const lost = async (): Promise<void> => {
    const watcher = await office.signIn(jonas);
    phone.drop();
    await watcher.until(() => !watcher.phone().registered);
    await watcher.close();
  };
  return { desk, phone, lost };
}

test('a phone that lost its connection registers again: the call goes on, held and ended over the new one', async ({ office, phones, signIn }) => {
  const client = await signIn(anna);
  const { desk, phone, lost } = await talking(office, phones, client);
  await lost();
  expect(client.state.calls.map(({ state }) => state)).toEqual(['talking']);
  await phone.connect();
  await phone.register();
  expect((await phone.saw(({ method }) => method === 'UPDATE')).flow).toBe(2);

  expect((await phone.reinvite('sendonly')).status).toBe(200);
  await client.until(({ calls }) => calls[0]?.heldByPeer);
  expect((await phone.reinvite('sendrecv')).status).toBe(200);
  await client.until(({ calls }) => calls[0]?.heldByPeer === false);
  await desk.hangUp();
  expect((await phone.saw(({ method }) => method === 'BYE')).flow).toBe(2);
  await noCallsIn(client);
  phone.drop();
});

test('a call that ended meanwhile ends at the phone as soon as it is back', async ({ office, phones, signIn }) => {
  const client = await signIn(anna);
  const { desk, phone, lost } = await talking(office, phones, client);
  await lost();
  await desk.hangUp();
  await noCallsIn(client);
  await phone.connect();
  await phone.register();
  expect((await phone.saw(({ method }) => method === 'BYE')).flow).toBe(2);
  phone.drop();
});

test('a phone that is back may hang up before it is registered', async ({ office, phones, signIn }) => {
  const client = await signIn(anna);
  const { desk, phone, lost } = await talking(office, phones, client);
  await lost();
  await phone.connect();
  expect((await phone.request('BYE')).status).toBe(200);
  await desk.event('CALL_CLOSED');
  await noCallsIn(client);
  phone.drop();
});

test('a phone that was started anew knows nothing of the call, which ends', async ({ office, phones, signIn }) => {
  const client = await signIn(anna);
  const { desk, phone, lost } = await talking(office, phones, client);
  await lost();
  phone.forgetCalls();
  await phone.connect();
  await phone.register();
  await desk.event('CALL_CLOSED');
  await noCallsIn(client);
  phone.drop();
});
