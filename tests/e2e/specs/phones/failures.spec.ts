import { callIn, noCallsIn, phoneHears } from '../../support/expectations.ts';
import { anna, jonas } from '../../support/people.ts';
import { expect, test } from '../../fixtures.ts';

test('rtpengine is killed during a call: it is started again and 440 Hz and 880 Hz are back', async ({ phones, office, signIn }) => {
  const client = await signIn(anna);
  const desk = await phones.baresip(anna, { hz: 440 });
  const callee = await phones.baresip(jonas, { hz: 880, answer: 'auto' });
  await desk.dial(jonas);
  const call = await callIn(client, 'talking');
  await phoneHears(callee, 440);
  await phoneHears(desk, 880);

  const before = office.mediaEngine();
  process.kill(before, 'SIGKILL');
  // A re-INVITE with a new answer reaches both phones.
  await callee.event('CALL_REMOTE_SDP');
  await desk.event('CALL_REMOTE_SDP');
  await expect
    .poll(() => {
      try {
        return office.mediaEngine();
      } catch {
        return before; // the next one is being started
      }
    })
    .not.toBe(before);
  await phoneHears(callee, 440);
  await phoneHears(desk, 880);
  expect(client.state.calls.map(({ id }) => id)).toEqual([call.id]);

  await client.call('calls.hang_up', { callId: call.id });
  await noCallsIn(client);
});

test('rtpengine is killed between calls: the next call is fine', async ({ phones, office }) => {
  const desk = await phones.baresip(anna, { hz: 440 });
  const callee = await phones.baresip(jonas, { hz: 880, answer: 'auto' });
  process.kill(office.mediaEngine(), 'SIGKILL');
  await expect.poll(() => office.health()).toBe(200);
  await desk.dial(jonas);
  await desk.event('CALL_ESTABLISHED');
  await phoneHears(callee, 440);
  await phoneHears(desk, 880);
});

test('a phone that dies during a call over TCP and does not come back ends it for the other', async ({ phones, office, signIn }) => {
  await office.down();
  office.configure('reconnect_seconds', 1);
  await office.up();
  const client = await signIn(anna);
  const desk = await phones.baresip(anna);
  const callee = await phones.baresip(jonas, { answer: 'auto', transport: 'tcp' });
  await desk.dial(jonas);
  await callIn(client, 'talking');
  await callee.kill();
  await desk.event('CALL_CLOSED');
  await noCallsIn(client);
});

test('a server that stops in order says goodbye: calls end with BYE, sessions close with 1001', async ({ phones, office, signIn }) => {
  const client = await signIn(anna);
  const desk = await phones.baresip(anna);
  await phones.baresip(jonas, { answer: 'auto' });
  await desk.dial(jonas);
  await callIn(client, 'talking');
  await office.down();
  await desk.event('CALL_CLOSED');
  expect(await client.closed()).toBe(1001);
  await office.up();
});
