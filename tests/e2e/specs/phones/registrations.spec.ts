import { Baresip } from '../../phones/baresip.ts';
import { Sipp } from '../../phones/sipp.ts';
import { anna } from '../../support/people.ts';
import { lampOf } from '../../support/expectations.ts';
import { expect, test } from '../../fixtures.ts';

for (const transport of ['udp', 'tcp', 'tls'] as const) {
  test(`a desk phone registers over ${transport.toUpperCase()} and every session of its user sees it`, async ({ phones, signIn }) => {
    const client = await signIn(anna);
    expect(client.phone().registered).toBe(false);
    await phones.baresip(anna, { transport });
    const device = await client.until(({ devices }) => devices.find((d) => d.kind === 'phone' && d.registered));
    expect(device.transport).toBe(transport);
    expect(device.userAgent).toContain('baresip');
    await lampOf(client, anna, 'free');
  });

  test(`a desk phone registers over IPv6 and ${transport.toUpperCase()}`, async ({ phones, signIn, office }) => {
    const client = await signIn(anna);
    await phones.baresipOf(await office.phoneAccount(anna, '::1'), { transport, address: '::1' });
    const device = await client.until(({ devices }) => devices.find((d) => d.kind === 'phone' && d.registered));
    expect(device.transport).toBe(transport);
    expect(device.address).toContain('::1');
  });
}

test('a phone that unregisters is not reachable at once', async ({ phones, signIn }) => {
  const client = await signIn(anna);
  const phone = await phones.baresip(anna);
  await lampOf(client, anna, 'free');
  await phone.command('uadel', phone.account.uri);
  await client.until(() => !client.phone().registered);
  await lampOf(client, anna, 'not_reachable');
});

for (const transport of ['tcp', 'tls'] as const) {
  test(`a lost ${transport.toUpperCase()} connection is a lost registration at once`, async ({ phones, signIn }) => {
    const client = await signIn(anna);
    const phone = await phones.baresip(anna, { transport, registerFor: 3600 });
    await lampOf(client, anna, 'free');
    await phone.kill();
    await client.until(() => !client.phone().registered);
    await lampOf(client, anna, 'not_reachable');
  });
}

test('a registration ends when it is not refreshed', async ({ phones, signIn }) => {
  const client = await signIn(anna);
  const phone = await phones.baresip(anna, { transport: 'udp', registerFor: 30 });
  await lampOf(client, anna, 'free');
  await phone.kill();
  await client.until(() => !client.phone().registered);
});

test('a second registration of the same device takes the place of the first', async ({ phones, signIn, office }) => {
  const client = await signIn(anna);
  const account = await office.phoneAccount(anna);
  const port = await Sipp.register({ account, address: office.host });
  const first = await client.until(({ devices }) => devices.find((d) => d.kind === 'phone' && d.registered));
  expect(first.address).toContain(`:${port}`);
  const second = await phones.baresipOf(account);
  await client.until(({ devices }) => devices.find((d) => d.id === first.id && d.registered && d.userAgent?.includes('baresip')));
  // Only the newer one is called.
  const caller = await phones.baresip('jonas');
  await caller.dial(anna);
  await second.event('CALL_INCOMING');
  await second.accept();
  await caller.event('CALL_ESTABLISHED');
});

test('a wrong secret is refused and leaves nothing behind', async ({ office, signIn }) => {
  const client = await signIn(anna);
  const account = { ...(await office.phoneAccount(anna)), secret: 'not-the-secret' };
  const phone = await Baresip.startUnregistered(account, { address: office.host });
  try {
    const event = await phone.event('REGISTER_FAIL');
    expect(event.param).toMatch(/40[13]/);
    expect(client.phone().registered).toBe(false);
    await office.server.saw(/signalling: REGISTER from \S+ has wrong credentials/);
  } finally {
    await phone.stop();
  }
});

test('a phone with a new secret must prove itself anew', async ({ phones, signIn, office }) => {
  const client = await signIn(anna);
  await phones.baresip(anna);
  await client.until(() => client.phone().registered);
  const made = await client.call('devices.new_secret', { deviceId: client.phone().id });
  await client.until(() => !client.phone().registered);
  const account = { ...(await office.phoneAccount(anna)), secret: made.secret };
  await phones.baresipOf(account);
  await client.until(() => client.phone().registered);
});
