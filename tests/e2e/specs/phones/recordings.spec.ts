// What happens in a running server is recorded on demand, and happens again in a replay, byte for byte.
import { createSocket } from 'node:dgram';
import { readFileSync, statSync } from 'node:fs';
import { expect, test } from '../../fixtures.ts';
import { run } from '../../support/child.ts';
import { callIn, noCallsIn, phoneHears } from '../../support/expectations.ts';
import type { Office } from '../../support/office.ts';
import { serverBinary } from '../../support/paths.ts';
import { anna, jonas } from '../../support/people.ts';

const record = (office: Office, ...words: string[]): Promise<{ code: number; output: string }> => run(serverBinary(), ['record', '--data', office.data, ...words]);
const replay = (file: string): Promise<{ code: number; output: string }> => run(serverBinary(), ['replay', file]);

/** Of the recording that has just been made. */
async function fileOf(office: Office): Promise<string> {
  const { code, output } = await record(office, 'stop');
  expect(code, output).toBe(0);
  const file = / is (.*\.rec), /.exec(output)?.[1] ?? '';
  expect(file, output).not.toBe('');
  return file;
}

test('a recording that begins in the middle of a call happens again: the engine dies, the call is held, ends, and another follows', async ({ phones, office, signIn }) => {
  const client = await signIn(anna);
  const desk = await phones.baresip(anna, { hz: 440 });
  const callee = await phones.baresip(jonas, { hz: 880, answer: 'auto' });
  await desk.dial(jonas);
  const call = await callIn(client, 'talking');
  await phoneHears(callee, 440);

  expect((await record(office, 'state')).output).toContain('Nothing has been recorded');
  expect((await record(office, 'start')).code).toBe(0);
  expect((await run(serverBinary(), ['status', '--data', office.data])).output).toContain('What happens is being recorded');
  const again = await record(office, 'start');
  expect(again.code).toBe(1);
  expect(again.output).toContain('runs already');

  process.kill(office.mediaEngine(), 'SIGKILL');
  await callee.event('CALL_REMOTE_SDP');
  await desk.event('CALL_REMOTE_SDP');
  await phoneHears(callee, 440);
  await client.call('calls.hold', { callId: call.id });
  await client.call('calls.retrieve', { callId: call.id });
  await client.until(({ calls }) => calls.some(({ actions }) => actions.includes('send_digits')));
  await client.call('calls.send_digits', { callId: call.id, digits: '4711' });
  const added = await office.addPhone(client, 'Hall');
  await client.call('calls.hang_up', { callId: call.id });
  await noCallsIn(client);
  await client.call('devices.remove', { deviceId: added.deviceId });
  await desk.dial(jonas);
  await callIn(client, 'talking');

  const file = await fileOf(office);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const text = readFileSync(file, 'utf8');
  const secrets = [(await office.phoneAccount(anna)).secret, added.account.secret, office.password(anna), '4711'];
  for (const secret of secrets) expect(text.includes(secret), 'a secret is in the recording').toBe(false);
  // Who recorded nothing goes on as before: the phones are known, and their nonces good.
  await client.call('calls.hang_up', { callId: (await callIn(client, 'talking')).id });
  await noCallsIn(client);

  const outcome = await replay(file);
  expect(outcome.output).toContain('The same again');
  expect(outcome.code).toBe(0);
});

test('a recording ends when its file is full, and what is in it happens again', async ({ phones, office }) => {
  await phones.baresip(anna); // a host somebody has signed in from is not asked to be slow
  expect((await record(office, 'start', '--megabytes', '1')).code).toBe(0);
  const socket = createSocket('udp4');
  const options = (count: number): string =>
    [`OPTIONS sip:${office.host} SIP/2.0`, `Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKfull${count}`, 'From: <sip:who@example.org>;tag=1', `To: <sip:${office.host}>`, `Call-ID: full${count}`, 'CSeq: 1 OPTIONS', `Subject: ${'x'.repeat(700)}`, 'Content-Length: 0', '', ''].join('\r\n');
  let count = 0;
  await expect
    .poll(async () => {
      for (const last = count + 100; count < last; count += 1) await new Promise((sent) => socket.send(options(count), office.ports.sip, office.host, sent));
      return (await record(office, 'state')).output;
    })
    .toContain('it ended because the file is full');
  socket.close();
  const file = await fileOf(office);
  expect(statSync(file).size).toBeLessThanOrEqual(1024 * 1024);
  const outcome = await replay(file);
  expect(outcome.output).toContain('The same again');
});

test('a server that records from its first moment on: phones register, talk, and lose the engine', async ({ phones, office, signIn }) => {
  await office.down();
  await office.up('--record');
  const client = await signIn(anna);
  const desk = await phones.baresip(anna, { hz: 440 });
  const callee = await phones.baresip(jonas, { hz: 880, answer: 'auto', transport: 'tcp' });
  await desk.dial(jonas);
  const call = await callIn(client, 'talking');
  await phoneHears(desk, 880);
  process.kill(office.mediaEngine(), 'SIGKILL');
  await callee.event('CALL_REMOTE_SDP');
  await desk.event('CALL_REMOTE_SDP');
  await phoneHears(desk, 880);
  await client.call('calls.hang_up', { callId: call.id });
  await noCallsIn(client);
  const outcome = await replay(await fileOf(office));
  expect(outcome.output).toContain('The same again');
  expect(outcome.code).toBe(0);
});
