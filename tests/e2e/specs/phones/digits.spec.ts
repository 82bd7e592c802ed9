import { expect, test } from '../../fixtures.ts';
import { callIn, phoneHears } from '../../support/expectations.ts';
import { anna, jonas } from '../../support/people.ts';

for (const codecs of ['PCMA', 'G722/16000/1', undefined]) test(`digits from a session for the call of a desk phone in ${codecs ?? 'what it likes best'}: the other phone gets them, 440 Hz and 880 Hz go on`, async ({ phones, signIn }) => {
  const client = await signIn(anna);
  const desk = await phones.baresip(anna, { hz: 440, ...(codecs && { codecs }) });
  const other = await phones.baresip(jonas, { hz: 880, answer: 'auto', ...(codecs && { codecs }) });
  await desk.dial(jonas);
  const call = await callIn(client, 'talking');
  await phoneHears(other, 440);
  await phoneHears(desk, 880);
  expect(call.actions).toContain('send_digits');
  await client.call('calls.send_digits', { callId: call.id, digits: '5#' });
  for (const digit of ['5', '#']) expect((await other.event('CALL_DTMF_START')).param).toBe(digit);
  await phoneHears(other, 440);
  await phoneHears(desk, 880);
  // From the other side, over the same bridge.
  const called = await signIn(jonas);
  await called.call('calls.send_digits', { callId: (await callIn(called, 'talking')).id, digits: '9' });
  expect((await desk.event('CALL_DTMF_START')).param).toBe('9');
  await phoneHears(other, 440);
  await phoneHears(desk, 880);
});
