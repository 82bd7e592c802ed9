import { Sipp, header } from '../../phones/sipp.ts';
import { lampOf, noCallsIn, phoneHears } from '../../support/expectations.ts';
import { anna, jonas, mei } from '../../support/people.ts';
import { rawToneFile } from '../../support/preparation.ts';
import { expect, test } from '../../fixtures.ts';

const codecs = { PCMA: 'pcma/8000/1', PCMU: 'pcmu/8000/1', G722: 'G722/16000/1', opus: 'opus/48000/2' };
for (const [codec, name] of Object.entries(codecs)) {
  test(`two desk phones talk in ${codec}: one hears 440 Hz, the other 880 Hz`, async ({ phones, signIn }) => {
    const client = await signIn(anna);
    const caller = await phones.baresip(anna, { hz: 440, codecs: name });
    const callee = await phones.baresip(jonas, { hz: 880, codecs: name });
    await caller.dial(jonas);
    await caller.event('CALL_RINGING');
    await lampOf(client, jonas, 'ringing');
    await callee.event('CALL_INCOMING');
    await callee.accept();
    await caller.event('CALL_ESTABLISHED');
    await phoneHears(callee, 440);
    await phoneHears(caller, 880);
    const call = await client.until(({ calls }) => calls.find((c) => c.state === 'talking'));
    expect(call.codec?.toLowerCase()).toBe(codec.toLowerCase());
    await lampOf(client, jonas, 'in_call');
    await callee.hangUp();
    await caller.event('CALL_CLOSED');
    await noCallsIn(client);
    await lampOf(client, jonas, 'free');
  });
}

test('phones without a common codec talk through transcoding: 440 Hz and 880 Hz arrive', async ({ phones }) => {
  const caller = await phones.baresip(anna, { hz: 440, codecs: codecs.PCMA });
  const callee = await phones.baresip(jonas, { hz: 880, codecs: codecs.opus, answer: 'auto' });
  await caller.dial(jonas);
  await caller.event('CALL_ESTABLISHED');
  await phoneHears(callee, 440);
  await phoneHears(caller, 880);
});

test('a phone with SRTP over TLS and a plain one over UDP talk: 440 Hz and 880 Hz arrive', async ({ phones }) => {
  const caller = await phones.baresip(anna, { hz: 440, transport: 'tls', mediaEncryption: 'srtp-mand' });
  const callee = await phones.baresip(jonas, { hz: 880, answer: 'auto' });
  await caller.dial(jonas);
  await caller.event('CALL_ESTABLISHED');
  await phoneHears(callee, 440);
  await phoneHears(caller, 880);
});

test('a phone that knows only IPv6 and one that knows only IPv4 talk: 440 Hz and 880 Hz arrive', async ({ phones, office }) => {
  const caller = await phones.baresipOf(await office.phoneAccount(anna, '::1'), { hz: 440, address: '::1' });
  const callee = await phones.baresip(jonas, { hz: 880, answer: 'auto' });
  await caller.dial(jonas);
  await caller.event('CALL_ESTABLISHED');
  await phoneHears(callee, 440);
  await phoneHears(caller, 880);
});

test('calling by number works like calling by short name', async ({ phones, signIn }) => {
  const client = await signIn(anna);
  const caller = await phones.baresip(anna);
  const callee = await phones.baresip(jonas);
  await caller.dial(client.person(jonas).number);
  await callee.event('CALL_INCOMING');
  await callee.accept();
  await caller.event('CALL_ESTABLISHED');
});

const refusals = [
  { scenario: 'uas_busy', what: 'busy', status: '486', reason: 'busy' },
  { scenario: 'uas_decline', what: 'declined', status: '486', reason: 'busy' },
  { scenario: 'uas_unavailable', what: 'not answered', status: '480', reason: 'no_answer' },
];
for (const { scenario, what, status, reason } of refusals) {
  test(`a call that is ${what} ends so for the caller`, async ({ phones, office, signIn }) => {
    const client = await signIn(anna);
    const account = await office.phoneAccount(jonas);
    const port = await Sipp.register({ account, address: office.host });
    const callee = await phones.sipp(scenario, { account, port });
    const caller = await phones.baresip(anna);
    await caller.dial(jonas);
    const closed = await caller.event('CALL_CLOSED');
    expect(closed.param).toMatch(new RegExp(status));
    const ended = await client.event('call.ended');
    expect(ended.data['reason']).toBe(reason);
    await callee.done();
  });
}

test('who has no registered device is not reachable: 480', async ({ phones, signIn }) => {
  const client = await signIn(anna);
  const caller = await phones.baresip(anna);
  await caller.dial(jonas);
  expect((await caller.event('CALL_CLOSED')).param).toContain('480');
  expect((await client.event('call.ended')).data['reason']).toBe('not_reachable');
});

test('a number nobody has is unknown: 404', async ({ phones }) => {
  const caller = await phones.baresip(anna);
  await caller.dial('nobody-has-this');
  expect((await caller.event('CALL_CLOSED')).param).toContain('404');
});

test('a caller who gives up stops the ringing with CANCEL', async ({ phones, office, signIn }) => {
  const client = await signIn(jonas);
  const account = await office.phoneAccount(jonas);
  const port = await Sipp.register({ account, address: office.host });
  const callee = await phones.sipp('uas_cancelled', { account, port });
  const caller = await phones.baresip(anna);
  await caller.dial(jonas);
  await caller.event('CALL_RINGING');
  await caller.hangUp();
  await callee.done();
  expect(header(callee.received('CANCEL'), 'Reason') ?? '').not.toContain('cause=200');
  expect((await client.event('call.ended')).data['reason']).toBe('cancelled');
});

test('a 200 that crosses with the CANCEL is acknowledged and ended with BYE', async ({ phones, office }) => {
  const account = await office.phoneAccount(jonas);
  const port = await Sipp.register({ account, address: office.host });
  const callee = await phones.sipp('uas_late_answer', { account, port });
  const caller = await phones.baresip(anna);
  await caller.dial(jonas);
  await caller.event('CALL_RINGING');
  await caller.hangUp();
  await callee.done();
});

test('a caller whose connection is lost while it rings leaves nothing ringing', async ({ phones, signIn }) => {
  const client = await signIn(jonas);
  const callee = await phones.baresip(jonas);
  const caller = await phones.baresip(anna, { transport: 'tcp' });
  await caller.dial(jonas);
  await callee.event('CALL_INCOMING');
  await caller.kill();
  await callee.event('CALL_CLOSED');
  await noCallsIn(client);
});

test('an announcement before the answer is heard by the caller: 620 Hz', async ({ phones, office }) => {
  const account = await office.phoneAccount(jonas);
  const port = await Sipp.register({ account, address: office.host });
  const callee = await phones.sipp('uas_early_media', { account, port, files: { 'tone.alaw': rawToneFile(620) } });
  const caller = await phones.baresip(anna);
  await caller.dial(jonas);
  await caller.event('CALL_PROGRESS');
  await phoneHears(caller, 620);
  await caller.event('CALL_ESTABLISHED');
  await caller.hangUp();
  await callee.done();
});

test('a phone that puts the call on hold itself: the other hears music, every session shows it', async ({ phones, signIn }) => {
  const client = await signIn(jonas);
  const caller = await phones.baresip(anna, { hz: 440 });
  const callee = await phones.baresip(jonas, { hz: 880, answer: 'auto' });
  await caller.dial(jonas);
  await caller.event('CALL_ESTABLISHED');
  await phoneHears(callee, 440);
  await callee.hold();
  await client.until(({ calls }) => calls[0]?.heldByMe);
  await expect.poll(() => caller.heardRms(), { message: 'the caller hears music' }).toBeGreaterThan(100);
  await callee.resume();
  await client.until(({ calls }) => calls[0] !== undefined && !calls[0].heldByMe);
  await phoneHears(caller, 880);
  await phoneHears(callee, 440);
});

test('digits pressed on one phone arrive at the other', async ({ phones }) => {
  const caller = await phones.baresip(anna);
  const callee = await phones.baresip(mei, { answer: 'auto' });
  await caller.dial(mei);
  await caller.event('CALL_ESTABLISHED');
  for (const digit of ['5', '#']) {
    await caller.sendDigit(digit);
    expect((await callee.event('CALL_DTMF_START')).param).toBe(digit);
  }
});
