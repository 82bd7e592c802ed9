import { Sipp, header } from '../../phones/sipp.ts';
import { callIn, noCallsIn, phoneHears, phoneHearsMusic, phoneHearsNothing } from '../../support/expectations.ts';
import { anna, jonas } from '../../support/people.ts';
import { expect, test } from '../../fixtures.ts';

test('a desk phone is dialled from the session: it picks up by itself, then the target rings; 440 Hz and 880 Hz arrive', async ({ phones, signIn }) => {
  const client = await signIn(anna);
  const desk = await phones.baresip(anna, { hz: 440, answer: 'auto' });
  const callee = await phones.baresip(jonas, { hz: 880 });
  await client.until(() => client.phone().registered);
  await client.call('calls.dial', { target: jonas, deviceId: client.phone().id });
  await callee.event('CALL_INCOMING');
  const call = await callIn(client, 'alerting');
  expect(call.direction).toBe('out');
  await callee.accept();
  await callIn(client, 'talking');
  await phoneHears(callee, 440);
  await phoneHears(desk, 880);
  await client.call('calls.hang_up', { callId: call.id });
  await callee.event('CALL_CLOSED');
  await desk.event('CALL_CLOSED');
  await noCallsIn(client);
});

test('the phone to pick up is asked by Call-Info answer-after=0 and Alert-Info', async ({ phones, office, signIn }) => {
  const client = await signIn(anna);
  const account = await office.phoneAccount(anna);
  const port = await Sipp.register({ account, address: office.host });
  const desk = await phones.sipp('uas_picked_up', { account, port });
  const callee = await phones.baresip(jonas, { answer: 'auto' });
  await client.until(() => client.phone().registered);
  await client.call('calls.dial', { target: jonas, deviceId: client.phone().id });
  await callee.event('CALL_ESTABLISHED');
  const invite = desk.received('INVITE');
  expect(header(invite, 'Call-Info')).toMatch(/;\s*answer-after=0/);
  expect(header(invite, 'Alert-Info')).toMatch(/auto[ -]?answer/i);
  // The callee talks before the desk phone has its offer: a BYE as early as that is right, but not in the scenario.
  const acks = () => desk.messages().filter(({ sent, startLine }) => !sent && startLine.startsWith('ACK ')).length;
  await expect.poll(acks, { message: 'INVITE and re-INVITE are acknowledged' }).toBe(2);
  await callee.hangUp();
  await desk.done();
});

test('hold with music and retrieve, shown alike in two sessions and to the peer', async ({ phones, signIn }) => {
  const [first, second, peer] = [await signIn(anna), await signIn(anna), await signIn(jonas)];
  const desk = await phones.baresip(anna, { hz: 440 });
  const callee = await phones.baresip(jonas, { hz: 880, answer: 'auto' });
  await desk.dial(jonas);
  const call = await callIn(first, 'talking');
  await phoneHears(callee, 440);
  await phoneHears(desk, 880);

  await first.call('calls.hold', { callId: call.id });
  await second.until(({ calls }) => calls[0]?.heldByMe);
  await peer.until(({ calls }) => calls[0]?.heldByPeer);
  await phoneHearsMusic(callee, 440);
  await phoneHearsNothing(desk);

  await second.call('calls.retrieve', { callId: call.id });
  await first.until(({ calls }) => calls[0] !== undefined && !calls[0].heldByMe);
  await phoneHears(callee, 440);
  await phoneHears(desk, 880);
});

test('mute stops 440 Hz at the server and lets 880 Hz through; unmute restores it', async ({ phones, signIn }) => {
  const client = await signIn(anna);
  const desk = await phones.baresip(anna, { hz: 440 });
  const callee = await phones.baresip(jonas, { hz: 880, answer: 'auto' });
  await desk.dial(jonas);
  const call = await callIn(client, 'talking');
  await phoneHears(callee, 440);
  await client.call('calls.mute', { callId: call.id, muted: true });
  await client.until(({ calls }) => calls[0]?.muted);
  await phoneHearsNothing(callee);
  await phoneHears(desk, 880);
  await client.call('calls.mute', { callId: call.id, muted: false });
  await phoneHears(callee, 440);
});

test('a ringing call is rejected from the session: the caller hears busy', async ({ phones, signIn }) => {
  const client = await signIn(jonas);
  const caller = await phones.baresip(anna);
  const desk = await phones.baresip(jonas);
  await caller.dial(jonas);
  await desk.event('CALL_INCOMING');
  const call = await callIn(client, 'ringing');
  await client.call('calls.reject', { callId: call.id });
  await desk.event('CALL_CLOSED');
  expect((await caller.event('CALL_CLOSED')).param).toMatch(/486|603/);
});

test('what is not possible is refused by name', async ({ signIn, phones }) => {
  const client = await signIn(anna);
  const device = client.phone().id;
  await expect(client.call('calls.dial', { target: jonas, deviceId: device })).rejects.toThrow('calls.device_not_registered');
  await expect(client.call('calls.dial', { target: jonas, deviceId: 'no-such' })).rejects.toThrow('calls.device_unknown');
  await expect(client.call('calls.hang_up', { callId: 'no-such' })).rejects.toThrow('calls.unknown');
  await phones.baresip(anna, { answer: 'auto' });
  await client.until(() => client.phone().registered);
  await expect(client.call('calls.dial', { target: 'nobody-has-this', deviceId: device })).rejects.toThrow('calls.target_unknown');
});

test('nobody controls the call of another', async ({ phones, signIn }) => {
  const [client, stranger] = [await signIn(anna), await signIn('mei')];
  const desk = await phones.baresip(anna, { hz: 440 });
  const callee = await phones.baresip(jonas, { answer: 'auto' });
  await desk.dial(jonas);
  const call = await callIn(client, 'talking');
  expect(stranger.state.calls).toEqual([]);
  await expect(stranger.call('calls.hang_up', { callId: call.id })).rejects.toThrow('calls.unknown');
  await phoneHears(callee, 440);
});
