import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import type { Office } from '../../support/office.ts';
import { type SipAccount, domainOf, userOf } from '../../phones/account.ts';
import { type FlowTransport, SipFlow } from '../../phones/sip_flow.ts';
import { headerOf } from '../../phones/wire_phone.ts';
import { callIn, phoneHears } from '../../support/expectations.ts';
import { anna, jonas } from '../../support/people.ts';
import { expect, test } from '../../fixtures.ts';

const lines = (...rows: string[]): string => `${rows.join('\r\n')}\r\n\r\n`;
const options = (branch: string, ...more: string[]): string =>
  lines('OPTIONS sip:nobody@pbx SIP/2.0', `Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK${branch};rport`, 'From: <sip:x@pbx>;tag=1', 'To: <sip:nobody@pbx>', `Call-ID: ${branch}`, 'CSeq: 1 OPTIONS', ...more, 'Content-Length: 0');

const rubbish: Record<string, string | Buffer> = {
  'noise': Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 7919) % 256)),
  'zeros': Buffer.alloc(1500),
  'a request line alone': 'INVITE sip:a@b SIP/2.0\r\n\r\n',
  'no Via': lines('INVITE sip:a@b SIP/2.0', 'From: <sip:x@y>;tag=1', 'To: <sip:a@b>', 'Call-ID: 1', 'CSeq: 1 INVITE'),
  'a version of the future': options('v').replace('SIP/2.0\r\n', 'SIP/7.0\r\n'),
  'a length that lies': options('l').replace('Content-Length: 0', 'Content-Length: 99999'),
  'a negative length': options('n').replace('Content-Length: 0', 'Content-Length: -1'),
  'a method nobody knows': options('m').replaceAll('OPTIONS', 'FROBNICATE'),
  'a thousand headers': options('h', ...Array.from({ length: 1000 }, (_, i) => `X-${i}: ${i}`)),
  'a header of 60 kB': options('k', `Subject: ${'x'.repeat(60_000)}`),
  'an answer to nothing': lines('SIP/2.0 200 OK', 'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKzz', 'From: <sip:x@y>;tag=1', 'To: <sip:a@b>;tag=2', 'Call-ID: 1', 'CSeq: 1 INVITE', 'Contact: <tel:+1555>', 'Content-Length: 0'),
  'CSeq out of range': options('c').replace('CSeq: 1', 'CSeq: 99999999999999999999'),
  'line breaks in a name': options('q').replace('<sip:x@pbx>', '"a\r\nEvil: yes" <sip:x@pbx>'),
  'SDP that is none': options('s').replace('Content-Length: 0', 'Content-Type: application/sdp\r\nContent-Length: 12').replace(/$/, 'v=0\r\nm=audio'),
};

const sendUdp = (office: Office, data: string | Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.send(data, office.ports.sip, office.host, (error) => {
      socket.close();
      if (error) reject(error);
      else resolve();
    });
  });

/** Sends and waits until the server closed, or answered. */
const sendStream = (office: Office, data: string | Buffer, tls: boolean): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      socket.destroy();
      resolve();
    };
    const socket = tls
      ? connectTls({ host: office.host, port: office.ports.sips, rejectUnauthorized: false }, () => socket.end(data))
      : connect(office.ports.sip, office.host, () => socket.end(data));
    socket.once('data', done).once('close', done).once('error', done);
  });

const sendWebSocket = (office: Office, data: string | Buffer): Promise<void> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`wss://${office.host}:${office.ports.web}/sip`, 'sip', { rejectUnauthorized: false, origin: office.url });
    socket.once('open', () => {
      socket.send(data);
      socket.close();
    });
    socket.once('close', () => resolve()).once('error', () => resolve());
  });

test('malformed SIP on every transport disturbs no call: 440 Hz and 880 Hz go on', async ({ phones, office, signIn }) => {
  const client = await signIn(anna);
  const desk = await phones.baresip(anna, { hz: 440 });
  const callee = await phones.baresip(jonas, { hz: 880, answer: 'auto', transport: 'tcp' });
  await desk.dial(jonas);
  const call = await callIn(client, 'talking');
  await phoneHears(callee, 440);

  for (const data of Object.values(rubbish)) {
    await sendUdp(office, data.length > 65_000 ? data.slice(0, 65_000) : data);
    await sendStream(office, data, false);
    await sendStream(office, data, true);
    await sendWebSocket(office, data);
  }

  expect(await office.health()).toBe(200);
  for (const line of [/sip: what came over UDP from \S+ is no SIP message/, /sip: what came over TCP from/, /sip: what came over TLS from/, /sip: what came over WebSocket from/, /signalling: FROBNICATE from \S+ is answered with 501/]) {
    await office.server.saw(line);
  }
  await phoneHears(callee, 440);
  await phoneHears(desk, 880);
  expect(client.state.calls.map(({ id, state }) => ({ id, state }))).toEqual([{ id: call.id, state: 'talking' }]);
  const second = await phones.baresip('mei');
  await second.dial(anna);
  await desk.event('CALL_INCOMING', 'CALL_CLOSED');
});

test('a request without a valid digest is challenged, an unknown method is answered 405 or 501', async ({ office }) => {
  const ask = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = createSocket('udp4');
      socket.on('message', (answer) => {
        if (/^SIP\/2\.0 1/.test(String(answer))) return; // 100 Trying comes at once, before the decision
        socket.close();
        resolve(String(answer));
      });
      socket.send(text, office.ports.sip, office.host);
    });
  const invite = options('i').replaceAll('OPTIONS', 'INVITE').replace('Content-Length', 'Contact: <sip:x@127.0.0.1:9>\r\nContent-Length');
  const answer = await ask(invite);
  expect(answer).toMatch(/^SIP\/2\.0 (401|407|403)/);
  expect(await ask(String(rubbish['a method nobody knows']))).toMatch(/^SIP\/2\.0 (405|501|401|403)/);
});

const isOf = (callId: string) => (message: string): boolean => headerOf(message, 'Call-ID') === callId;
const statusOf = (answer: string | undefined): number => Number(answer?.slice(8, 11) ?? 0);
const sdp = (media = 'm=audio 40000 RTP/AVP 8\r\n'): string => `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n${media}`;
const oddContacts = ['<tel:+1555>', '<http://example.org/>', '', '<mailto:a@example.org>', '<sip:>'];

for (const transport of ['udp', 'tcp', 'tls', 'wss'] as FlowTransport[]) {
  test(`a Content-Length that lies over ${transport.toUpperCase()} is refused or taken at its word, and the next phone registers`, async ({ office }) => {
    const account = await office.phoneAccount(anna);
    const isStream = transport === 'tcp' || transport === 'tls';

    const tooMuch = await SipFlow.open(office, transport);
    tooMuch.send(options('long').replace('Content-Length: 0', 'Content-Length: 5'));
    if (isStream) tooMuch.send('hello');
    expect(statusOf(await tooMuch.saw(isOf('long')))).toBe(isStream ? 200 : 400);
    expect(await tooMuch.register(account)).toBe(true);

    const tooLittle = await SipFlow.open(office, transport);
    tooLittle.send(`${options('short')}hello`);
    expect(statusOf(await tooLittle.saw(isOf('short')))).toBe(200);
    tooLittle.send(options('behind'));
    expect(await tooLittle.register(account)).toBe(true);
    // On a stream the five bytes are the beginning of the next message: "helloOPTIONS" is not the method of its CSeq.
    expect(statusOf(tooLittle.received.find(isOf('behind')))).toBe(isStream ? 400 : 200);

    for (const flow of [tooMuch, tooLittle]) flow.close();
  });
}

test('a Contact that is no SIP URI is refused in REGISTER and in INVITE', async ({ office }) => {
  const account = await office.phoneAccount(anna);
  const flow = await SipFlow.open(office, 'udp');
  for (const contact of oddContacts) {
    expect(statusOf(await flow.ask(account, 'REGISTER', `sip:${domainOf(account)}`, { rows: [`Contact: ${contact}`] })), `REGISTER with ${contact}`).toBe(contact === '' ? 200 : 400);
    expect(statusOf(await flow.ask(account, 'INVITE', `sip:${jonas}@${domainOf(account)}`, { rows: [`Contact: ${contact}`], body: sdp() })), `INVITE with ${contact}`).toBe(400);
  }
  expect(await flow.register(account)).toBe(true);
  flow.close();
});

/** The callee answers the INVITE that comes next with 200 and this Contact. */
async function answerWith(callee: SipFlow, contact: string): Promise<void> {
  const heard = callee.received.length;
  const invite = (await callee.saw((message) => message.startsWith('INVITE ') && callee.received.indexOf(message) >= heard)) ?? '';
  const vias = invite.split('\r\n').filter((row) => /^Via:/i.test(row));
  const rows = ['SIP/2.0 200 OK', ...vias, `From: ${headerOf(invite, 'From')}`, `To: ${headerOf(invite, 'To')};tag=odd`, `Call-ID: ${headerOf(invite, 'Call-ID')}`, `CSeq: ${headerOf(invite, 'CSeq')}`, `Contact: ${contact}`];
  callee.send([...rows, 'Content-Type: application/sdp', `Content-Length: ${sdp().length}`, '', sdp()].join('\r\n'));
  const bye = await callee.saw((message) => message.startsWith('BYE ') && isOf(headerOf(invite, 'Call-ID'))(message));
  expect(callee.received.some((message) => message.startsWith('ACK ') && isOf(headerOf(invite, 'Call-ID'))(message))).toBe(true);
  callee.send([...(bye ?? '').split('\r\n').filter((row) => /^(Via|From|To|Call-ID|CSeq):/i.test(row))].reduce((text, row) => `${text}${row}\r\n`, 'SIP/2.0 200 OK\r\n') + 'Content-Length: 0\r\n\r\n');
}

test('a 200 OK whose Contact is no SIP URI gets ACK and BYE, and the caller a refusal', async ({ office }) => {
  const accounts: [SipAccount, SipAccount] = [await office.phoneAccount(anna), await office.phoneAccount(jonas)];
  const [caller, callee] = [await SipFlow.open(office, 'udp'), await SipFlow.open(office, 'udp')];
  expect(await callee.register(accounts[1])).toBe(true);
  for (const contact of oddContacts) {
    const answered = answerWith(callee, contact);
    const called = await caller.ask(accounts[0], 'INVITE', `sip:${userOf(accounts[1])}@${domainOf(accounts[1])}`, { rows: ['Contact: <sip:flow@flow.invalid>'], body: sdp() });
    await answered;
    expect(statusOf(called), `answered with ${contact}`).toBeGreaterThanOrEqual(400);
  }
  expect(await caller.register(accounts[0])).toBe(true);
  for (const flow of [caller, callee]) flow.close();
});

test('bombs of header fields and of SDP are answered in the words of the protocol', async ({ office }) => {
  const account = await office.phoneAccount(anna);
  const flow = await SipFlow.open(office, 'tcp');
  const rows = (count: number, row: string): string[] => Array.from({ length: count }, () => row);
  const ask = async (text: string, callId: string): Promise<number> => {
    flow.send(text);
    return statusOf(await flow.saw(isOf(callId)));
  };
  expect(await ask(options('vias', ...rows(100, 'Via: SIP/2.0/UDP a;branch=z9hG4bK1')), 'vias')).toBe(200);
  expect(await ask(options('routes', ...rows(100, `Route: ${rows(100, '<sip:a;lr>').join(',')}`.slice(0, 500))), 'routes')).toBe(200);
  expect(await ask(options('rows', ...rows(130, 'X: y')), 'rows')).toBe(400);
  expect(await ask(options('value', `Subject: ${'x'.repeat(9000)}`), 'value')).toBe(400);
  expect(await ask(options('uri').replace('sip:nobody@pbx SIP', `sip:${'n'.repeat(5000)}@pbx SIP`), 'uri')).toBe(414);
  const call = async (more: string[], body: string): Promise<number> =>
    statusOf(await flow.ask(account, 'INVITE', `sip:${jonas}@${domainOf(account)}`, { rows: ['Contact: <sip:flow@flow.invalid>', ...more], body }));
  expect(await call(rows(33, 'Record-Route: <sip:a;lr>'), sdp())).toBe(400);
  expect(await call([], sdp('m=audio 40000 RTP/AVP 8\r\n'.repeat(1000)))).toBe(488);
  expect(await call(['Max-Forwards: 0'], sdp())).toBe(400); // twice, for the flow has its own
  expect(await flow.register(account)).toBe(true);
  flow.close();
});

test('a flood of one kind of rubbish is named in the log a few times, and nobody answers to it', async ({ office }) => {
  const account = await office.phoneAccount(anna);
  const flow = await SipFlow.open(office, 'tcp');
  const began = Date.now();
  for (let i = 0; i < 3000; ++i) flow.send(String(rubbish['an answer to nothing']));
  for (let i = 0; i < 3000; ++i) flow.send(options(`flood${i}`).replace('CSeq: 1 OPTIONS', 'CSeq: 1 INVITE').replace('From: <sip:x@pbx>;tag=1\r\n', ''));
  expect(await flow.register(account)).toBe(true);
  expect(flow.finals((answer) => headerOf(answer, 'CSeq').endsWith('REGISTER'))).toEqual([]);
  await office.server.saw(/is no SIP message/);
  // Twenty at once, then one a second.
  const lines = office.server.output.split('\n').filter((line) => line.includes('is no SIP message')).length;
  expect(lines).toBeLessThanOrEqual(21 + Math.ceil((Date.now() - began) / 1000));
  flow.close();
});
