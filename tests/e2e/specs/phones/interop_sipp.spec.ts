// SIPp as a phone, both ways and with digest: what is on the wire can be read, and what real phones do seldom can be had at once.
import { type Sipp, header } from '../../phones/sipp.ts';
import { callIn, noCallsIn, phoneHears } from '../../support/expectations.ts';
import { anna, jonas } from '../../support/people.ts';
import { rawToneFile } from '../../support/preparation.ts';
import { expect, test } from '../../fixtures.ts';

const received = (sipp: Sipp, startOfLine: string) => sipp.messages().filter(({ sent, startLine }) => !sent && startLine.startsWith(startOfLine));

for (const transport of ['u1', 't1'] as const) {
  test(`SIPp calls over ${transport === 'u1' ? 'UDP' : 'TCP'}: digest, hold, retrieve, its session refresh by re-INVITE and UPDATE, hangs up`, async ({ phones, office, signIn }) => {
    const client = await signIn(anna);
    const other = await phones.baresip(jonas, { answer: 'auto' });
    const account = await office.phoneAccount(anna);
    const caller = await phones.sipp('uac_holds_and_refreshes', { account, transport, keys: { to: jonas } });
    await caller.done();
    await other.ended();
    await noCallsIn(client);
    const held = client.events.filter(({ type, data }) => type === 'call.changed' && data['call']?.heldByMe === true);
    expect(held.length).toBeGreaterThan(0);
    // Every refresh is agreed to, with the caller as the refresher it wants to be (RFC 4028 9).
    const agreed = received(caller, 'SIP/2.0 200').filter((message) => header(message, 'CSeq') !== '7 BYE' && header(message, 'Session-Expires') !== undefined);
    expect(agreed.map((message) => header(message, 'CSeq'))).toEqual(expect.arrayContaining(['2 INVITE', '5 INVITE', '6 UPDATE']));
    for (const message of agreed.filter((one) => ['2 INVITE', '5 INVITE', '6 UPDATE'].includes(header(one, 'CSeq') ?? ''))) {
      expect(header(message, 'Session-Expires')).toBe('90;refresher=uac');
      expect(header(message, 'Require')).toContain('timer');
    }
  });
}

test('SIPp is called: it holds, retrieves, refreshes as the refresher, hangs up', async ({ phones, office, signIn }) => {
  const client = await signIn(anna);
  const account = await office.phoneAccount(anna);
  const registering = await phones.sipp('register', { account });
  await registering.done();
  const callee = await phones.sipp('uas_holds_and_refreshes', { account, port: registering.port });
  const caller = await phones.baresip(jonas);
  await caller.dial(anna);
  await caller.established();
  await callee.done();
  await caller.ended();
  await noCallsIn(client);
  const refreshed = received(callee, 'SIP/2.0 200').find((message) => header(message, 'CSeq') === '4 UPDATE');
  expect(header(refreshed, 'Session-Expires')).toBe('90;refresher=uac');
  // With the four codecs of the caller: what RFC 3261 18.1.1 would have sent over TCP is larger.
  expect(Buffer.byteLength((received(callee, 'INVITE ')[0]?.text ?? '').replaceAll('\n', '\r\n'))).toBeLessThan(1300);
});

test('SIPp sends a tone and is hung up on: 620 Hz arrive', async ({ phones, office }) => {
  const account = await office.phoneAccount(jonas);
  const registering = await phones.sipp('register', { account });
  await registering.done();
  const callee = await phones.sipp('uas_early_media', { account, port: registering.port, files: { 'tone.alaw': rawToneFile(620) } });
  const caller = await phones.baresip(anna);
  await caller.dial(jonas);
  await phoneHears(caller, 620);
  await caller.established();
  await phoneHears(caller, 620);
  await caller.hangUp();
  await callee.done();
});

test('SIPp is refused and refuses, cancels and is cancelled', async ({ phones, office, signIn }) => {
  const client = await signIn(anna);
  const account = await office.phoneAccount(anna);
  const other = await phones.baresip(jonas);

  const refused = await phones.sipp('uac_refused', { account, keys: { to: jonas } });
  await other.incoming();
  await other.refuse();
  await refused.done();
  expect(received(refused, 'SIP/2.0 486').length).toBeGreaterThan(0);
  await other.ended();

  const cancels = await phones.sipp('uac_cancels', { account, keys: { to: jonas } });
  await other.incoming();
  await cancels.done();
  await other.ended();
  await noCallsIn(client);

  const registering = await phones.sipp('register', { account });
  await registering.done();
  const busy = await phones.sipp('uas_busy', { account, port: registering.port });
  await other.dial(anna);
  expect(await other.ended()).toContain('486');
  await busy.done();

  const cancelled = await phones.sipp('uas_cancelled', { account, port: registering.port });
  await other.dial(anna);
  await other.rings();
  await other.hangUp();
  await cancelled.done();
  await noCallsIn(client);
});

test('a phone dialled from a session gives its offer and learns the answer by re-INVITE', async ({ phones, office, signIn }) => {
  const client = await signIn(anna);
  const account = await office.phoneAccount(anna);
  const registering = await phones.sipp('register', { account });
  await registering.done();
  const desk = await phones.sipp('uas_picked_up', { account, port: registering.port });
  const other = await phones.baresip(jonas, { answer: 'auto' });
  await client.until(() => client.phone().registered);
  await client.call('calls.dial', { target: jonas, deviceId: client.phone().id });
  await callIn(client, 'talking');
  await expect.poll(() => received(desk, 'ACK ').length, { message: 'INVITE and re-INVITE are acknowledged' }).toBe(2);
  const [first, second] = received(desk, 'INVITE ');
  expect(header(first, 'Content-Type')).toBeUndefined();
  expect(header(second, 'Content-Type')).toBe('application/sdp');
  await other.hangUp();
  await desk.done();
});
