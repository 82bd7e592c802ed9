// Another PBX, played by SIPp on a device's account: what trunks do and desk phones seldom or never.
import { type Sipp, header } from '../../phones/sipp.ts';
import { callIn, noCallsIn, phoneHears } from '../../support/expectations.ts';
import { anna, jonas } from '../../support/people.ts';
import { rawToneFile } from '../../support/preparation.ts';
import { expect, test } from '../../fixtures.ts';

const answerTo = (sipp: Sipp, cseq: string, status = 200) =>
  sipp.messages().find((message) => !message.sent && message.startLine.startsWith(`SIP/2.0 ${status}`) && header(message, 'CSeq') === cseq);
const mediaLines = (text: string): string[] => [...text.matchAll(/^m=(\S+) (\d+)/gm)].map(([, kind, port]) => `${kind} ${port === '0' ? 'refused' : 'taken'}`);

test('several media lines, an asserted identity, OPTIONS, INFO and REFER in the call, hold by 0.0.0.0, a new Contact, UPDATE, our offer asked for', async ({ phones, office, signIn }) => {
  const [client, peer] = [await signIn(anna), await signIn(jonas)];
  const callee = await phones.baresip(jonas, { answer: 'auto' });
  const trunk = await phones.sipp('uac_trunk', { account: await office.phoneAccount(anna), keys: { to: jonas } });
  const call = await callIn(peer, 'talking');
  // The identity is the one that was proven by digest, not the one asserted.
  expect(call.peer.personId).toBe(client.state.me.personId);
  await expect.poll(() => trunk.messages().some(({ sent, startLine, text }) => sent && startLine.startsWith('ACK') && text.includes('10 ACK')), { message: 'all is done' }).toBe(true);
  // RFC 3264 6: one line for each of the offer's, in its order; what we do not speak has port 0.
  const wanted = ['audio taken', 'video refused', 'image refused', 'application refused'];
  for (const cseq of ['2 INVITE', '6 INVITE', '7 INVITE', '8 UPDATE', '9 UPDATE', '10 INVITE']) expect(mediaLines(answerTo(trunk, cseq)?.text ?? ''), cseq).toEqual(wanted);
  expect(answerTo(trunk, '8 UPDATE')?.text).toMatch(/^a=recvonly$/m);
  expect(header(answerTo(trunk, '5 REFER', 405), 'Allow')).toContain('INVITE');
  expect(header(answerTo(trunk, '3 OPTIONS'), 'Allow')).toContain('UPDATE');
  const holds = client.events.filter(({ type, data }) => type === 'call.changed' && data['call']?.heldByMe === true);
  expect(holds.length).toBeGreaterThanOrEqual(2);
  await callee.hangUp();
  await trunk.done();
  // The target was refreshed (RFC 3261 12.2.2): what we send goes to the new Contact.
  expect(trunk.received('BYE sip:moved@')).toBeDefined();
  await noCallsIn(client);
});

test('an INVITE without an offer gets ours in the 200, and who answers it in the ACK is heard: 620 Hz', async ({ phones, office, signIn }) => {
  const client = await signIn(jonas);
  const callee = await phones.baresip(jonas);
  const files = { 'tone.alaw': rawToneFile(620) };
  const trunk = await phones.sipp('uac_late_offer', { account: await office.phoneAccount(anna), keys: { to: jonas }, files });
  await callee.incoming();
  await callee.accept();
  await phoneHears(callee, 620);
  await callIn(client, 'talking');
  const offer = answerTo(trunk, '2 INVITE');
  expect(mediaLines(offer?.text ?? '')).toEqual(['audio taken']);
  expect(offer?.text).toMatch(/^a=rtpmap:8 PCMA\/8000$/m);
  await callee.hangUp();
  await trunk.done();
});

test('a session interval below 90 s is answered 422 with Min-SE, and what is asked for then is granted', async ({ phones, office }) => {
  await phones.baresip(jonas, { answer: 'auto' });
  const trunk = await phones.sipp('uac_short_session', { account: await office.phoneAccount(anna), keys: { to: jonas } });
  await trunk.done();
  expect(header(answerTo(trunk, '1 INVITE', 422), 'Min-SE')).toBe('90');
  expect(header(answerTo(trunk, '3 INVITE'), 'Session-Expires')).toMatch(/^90;refresher=/);
});

test('provisional responses are reliable where they must be: the 180 waits for its PRACK', async ({ phones, office }) => {
  const callee = await phones.baresip(jonas);
  const trunk = await phones.sipp('uac_reliable', { account: await office.phoneAccount(anna), keys: { to: jonas } });
  await callee.incoming();
  await expect.poll(() => answerTo(trunk, '3 PRACK'), { message: 'the PRACK is answered' }).toBeDefined();
  await callee.accept();
  await trunk.done();
  const ringing = answerTo(trunk, '2 INVITE', 180);
  expect(header(ringing, 'Require')).toContain('100rel');
  expect(Number(header(ringing, 'RSeq'))).toBeGreaterThan(0);
});

test('OPTIONS from outside of a call is answered 200 with what we understand', async ({ phones, office }) => {
  const trunk = await phones.sipp('uac_options', { account: await office.phoneAccount(anna) });
  await trunk.done();
  const answer = trunk.received('SIP/2.0 200');
  expect(header(answer, 'Allow')).toContain('INVITE');
  expect(header(answer, 'Accept')).toContain('application/sdp');
});
