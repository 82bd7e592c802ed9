// Those who ask without having shown who they are: scanners, guessers, and more callers than the server can serve.
import { join } from 'node:path';
import { domainOf, userOf } from '../../phones/account.ts';
import { SipFlow } from '../../phones/sip_flow.ts';
import { headerOf } from '../../phones/wire_phone.ts';
import { Child } from '../../support/child.ts';
import { callIn, phoneHears } from '../../support/expectations.ts';
import { serverBinary } from '../../support/paths.ts';
import { anna, jonas, mei, priya } from '../../support/people.ts';
import { expect, test } from '../../fixtures.ts';

const question = (method: string, name: string, domain: string, callId: string): string =>
  [
    `${method} sip:${method === 'REGISTER' ? '' : `${name}@`}${domain} SIP/2.0`, `Via: SIP/2.0/UDP scanner.invalid;branch=z9hG4bK${callId};rport`, 'Max-Forwards: 70', `From: <sip:${name}@${domain}>;tag=scan`,
    `To: <sip:${name}@${domain}>`, `Call-ID: ${callId}`, `CSeq: 1 ${method}`, 'Contact: <sip:scanner@scanner.invalid>', 'User-Agent: friendly-scanner', 'Content-Length: 0', '', '',
  ].join('\r\n');

/** An answer without the name and what is new in each. */
const shapeOf = (answer: string, name: string, callId: string): string =>
  answer.replaceAll(callId, 'ID').replaceAll(name, 'NAME').replace(/nonce="[^"]*"/g, 'nonce').replace(/(To:.*;tag=)\S+/g, '$1TAG');

const isFinal = (callId: string) => (message: string): boolean => headerOf(message, 'Call-ID') === callId && !message.startsWith('SIP/2.0 1');

test('a scanner hears the same of names that exist and of names that do not, is slowed down, and a phone at its address still registers', async ({ office, phones }) => {
  const account = await office.phoneAccount(anna);
  const domain = domainOf(account);
  const scanner = await SipFlow.open(office, 'udp');
  for (const method of ['REGISTER', 'INVITE', 'OPTIONS', 'SUBSCRIBE', 'MESSAGE']) {
    const heard: string[] = [];
    for (const name of [userOf(account), 'nobody-here']) {
      const callId = `${method}-${name}`;
      scanner.send(question(method, name, domain, callId));
      heard.push(shapeOf((await scanner.saw(isFinal(callId))) ?? '', name, callId));
    }
    expect(heard[0], method).toBe(heard[1]);
  }

  const asked = 2000;
  for (let i = 0; i < asked; ++i) scanner.send(question('REGISTER', `ext${i}`, domain, `scan-${i}`));
  await office.server.saw(/asks too much for a stranger/);
  await phones.baresip(anna);
  const answered = scanner.received.filter((message) => headerOf(message, 'Call-ID').startsWith('scan-')).length;
  expect(answered).toBeGreaterThan(0);
  expect(answered).toBeLessThan(asked / 2);
  scanner.close();
});

test('when more is asked for than can be done calls in progress go on, new ones are told to come later, and afterwards all is well', async ({ office, phones, signIn }) => {
  const client = await signIn(anna);
  const desk = await phones.baresip(anna, { hz: 440 });
  const callee = await phones.baresip(jonas, { hz: 880, answer: 'auto' });
  await desk.dial(jonas);
  const call = await callIn(client, 'talking');
  await phoneHears(callee, 440);

  const caller = await office.phoneAccount(mei);
  const accounts = [caller, await office.phoneAccount(priya)];
  const load = new Child('load', join(serverBinary(), '..', 'bench', 'load', 'sidetone-call-load'), [
    '--host', office.host, '--port', String(office.ports.sip), '--domain', domainOf(caller), '--rate', '30000', '--seconds', '2', '--hold-ms', '0', '--patience', '5',
  ]);
  load.process.stdin?.end(accounts.map((each) => `${userOf(each)} ${each.authUser} ${each.secret}\n`).join(''));
  await phoneHears(desk, 880);
  expect(await load.exited).toBe(0);
  const figures = JSON.parse(load.output) as { completed: number; refused: number };
  expect(figures.refused, 'some were told to come later').toBeGreaterThan(0);

  await phoneHears(callee, 440);
  await phoneHears(desk, 880);
  expect(client.state.calls.map(({ id, state }) => ({ id, state }))).toEqual([{ id: call.id, state: 'talking' }]);
  expect(await office.health()).toBe(200);
  await callee.hangUp();
  await desk.event('CALL_CLOSED');
  await desk.dial(jonas);
  await callIn(client, 'talking');
});
