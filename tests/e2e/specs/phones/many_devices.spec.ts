import { Sipp, header } from '../../phones/sipp.ts';
import { lampOf, noCallsIn, phoneHears } from '../../support/expectations.ts';
import { anna, jonas } from '../../support/people.ts';
import { expect, test } from '../../fixtures.ts';

test('four devices ring, one answers, the others are told "completed elsewhere"; 440 Hz and 880 Hz arrive', async ({ phones, office, signIn }) => {
  const client = await signIn(jonas);
  const desk = await phones.baresip(jonas, { hz: 880 });
  const second = await office.addPhone(client, 'Meeting corner');
  const third = await office.addPhone(client, 'Workshop');
  const fourth = await office.addPhone(client, 'Reception desk');
  const linphone = await phones.linphone(second.account);
  const ports = await Promise.all([third, fourth].map(({ account }) => Sipp.register({ account, address: office.host })));
  const witnesses = await Promise.all([third, fourth].map(({ account }, i) => phones.sipp('uas_cancelled', { account, port: ports[i] as number })));
  await client.until(({ devices }) => devices.filter((device) => device.registered).length === 4);

  const caller = await phones.baresip(anna, { hz: 440 });
  await caller.dial(jonas);
  const ringing = await client.until(({ calls }) => calls.find((call) => call.state === 'ringing' && call.deviceIds.length === 4));
  await lampOf(client, jonas, 'ringing');
  await linphone.saw(/incoming call/i);
  await desk.event('CALL_INCOMING');
  await desk.accept();
  await caller.event('CALL_ESTABLISHED');
  await phoneHears(desk, 440);
  await phoneHears(caller, 880);

  for (const witness of witnesses) {
    await witness.done();
    expect(header(witness.received('CANCEL'), 'Reason')).toMatch(/^SIP\s*;\s*cause=200/i);
  }
  await linphone.saw(/ended/);
  const talking = await client.until(({ calls }) => calls.find((call) => call.state === 'talking'));
  expect(talking.id).toBe(ringing.id);
  expect(talking.deviceIds).toEqual([client.phone().id]);

  await caller.hangUp();
  await desk.event('CALL_CLOSED');
  await noCallsIn(client);
});

test('one busy device does not stop the others; all refusing is a refusal', async ({ phones, office, signIn }) => {
  const client = await signIn(jonas);
  const desk = await phones.baresip(jonas);
  const { account } = await office.addPhone(client, 'Workshop');
  const port = await Sipp.register({ account, address: office.host });
  const busy = await phones.sipp('uas_busy', { account, port });
  const caller = await phones.baresip(anna);
  await caller.dial(jonas);
  await busy.done();
  await desk.event('CALL_INCOMING');
  await desk.accept();
  await caller.event('CALL_ESTABLISHED');
});
