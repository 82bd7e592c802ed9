import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import type { Office } from '../../support/office.ts';
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
