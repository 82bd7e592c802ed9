// Kamailio 5.6 between phones and the office. What is asked: requests inside of a call follow the route set (RFC 3261 12.2.1.1), calls to a phone
// follow the Path it registered by (RFC 3327), and a strict router gets what it understands (16.12.1).
import { header } from '../../phones/sipp.ts';
import { callIn, noCallsIn, phoneHears, phoneHearsMusic } from '../../support/expectations.ts';
import { anna, jonas } from '../../support/people.ts';
import { expect, test } from '../../fixtures.ts';

for (const { role, transport } of [
  { role: 'proxy', transport: 'udp' },
  { role: 'edge', transport: 'udp' },
  // The edge speaks TCP with the phone and UDP with the office: two rows in each route set.
  { role: 'edge', transport: 'tcp' },
  { role: 'strict', transport: 'udp' },
] as const) {
  test(`Kamailio as ${role}, phone over ${transport.toUpperCase()}: register, call both ways, hold, hang up both ways; all of it passes by there`, async ({ phones, office, signIn }) => {
    const client = await signIn(anna);
    const kamailio = await phones.kamailio(role);
    const desk = await phones.baresipOf(kamailio.for(await office.phoneAccount(anna)), { hz: 440, transport });
    const other = await phones.baresip(jonas, { hz: 880, answer: 'auto' });
    await kamailio.passed('REGISTER from phone');

    await desk.dial(jonas);
    await desk.established();
    await kamailio.passed('ACK from phone by route set');
    await Promise.all([phoneHears(other, 440), phoneHears(desk, 880)]);
    await desk.hold();
    await client.until(({ calls }) => calls[0]?.heldByMe);
    await kamailio.passed('INVITE from phone by route set');
    await phoneHearsMusic(other, 440);
    await desk.resume();
    await client.until(({ calls }) => calls[0] !== undefined && !calls[0].heldByMe);
    await other.hangUp();
    await desk.ended();
    await kamailio.passed('BYE from office by route set');
    await noCallsIn(client);

    const second = await phones.baresip('mei', { hz: 660 });
    await second.dial(anna);
    await kamailio.passed(`INVITE from office by ${role === 'edge' ? 'Path' : 'Contact'}`);
    await desk.incoming();
    await second.rings();
    await desk.accept();
    await second.established();
    await kamailio.passed('ACK from office by route set');
    await Promise.all([phoneHears(second, 440), phoneHears(desk, 660)]);
    await desk.hangUp();
    await second.ended();
    await kamailio.passed('BYE from phone by route set');
    await noCallsIn(client);
  });

  test(`Kamailio as ${role}, phone over ${transport.toUpperCase()}: our re-INVITE, refusal and CANCEL find their way`, async ({ phones, office, signIn }) => {
    const client = await signIn(anna);
    const kamailio = await phones.kamailio(role);
    const desk = await phones.baresipOf(kamailio.for(await office.phoneAccount(anna)), { hz: 440, transport });
    const other = await phones.baresip(jonas, { hz: 880 });
    await client.until(() => client.phone().registered);

    await client.call('calls.dial', { target: jonas, deviceId: client.phone().id });
    await desk.incoming();
    await desk.accept();
    await other.incoming();
    await other.accept();
    const call = await callIn(client, 'talking');
    await kamailio.passed('INVITE from office by route set');
    await Promise.all([phoneHears(other, 440), phoneHears(desk, 880)]);
    await client.call('calls.hang_up', { callId: call.id });
    await desk.ended();
    await other.ended();

    await other.dial(anna);
    await desk.incoming();
    await other.rings();
    await other.hangUp();
    await desk.ended();
    await other.ended();
    await noCallsIn(client);

    await other.dial(anna);
    await desk.incoming();
    await other.rings();
    await desk.refuse();
    expect(await other.ended()).toContain('486');
    await noCallsIn(client);
  });
}

test('a strict router gets its own address as the request URI and the phone as the last Route', async ({ phones, office }) => {
  const kamailio = await phones.kamailio('strict');
  const account = kamailio.for(await office.phoneAccount(anna));
  const desk = await phones.baresipOf(account, { answer: 'auto' });
  const caller = await phones.baresip(jonas);
  await caller.dial(anna);
  await caller.established();
  await caller.hangUp();
  await desk.ended();
  await kamailio.passed(`BYE from office by route set, line sip:${office.host}:${kamailio.port}\n`);
});

test('the Path of a registration comes back in its 200 and leads the INVITE', async ({ phones, office }) => {
  const kamailio = await phones.kamailio('edge');
  const account = kamailio.for(await office.phoneAccount(anna));
  const registering = await phones.sipp('register', { account });
  await registering.done();
  const path = header(registering.received('SIP/2.0 200'), 'Path');
  expect(path).toContain(`${office.host}:${kamailio.port};lr`);
  const callee = await phones.sipp('uas_busy', { account, port: registering.port });
  const caller = await phones.baresip(jonas);
  await caller.dial(anna);
  expect(await caller.ended()).toContain('486');
  await callee.done();
  await kamailio.passed('INVITE from office by Path');
  // The edge has taken its own row off again.
  expect(header(callee.received('INVITE'), 'Route')).toBeUndefined();
});
