// What connections carry and survive: TLS versions, a certificate changed under load, messages cut anywhere, keep-alives.
import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SecureVersion, type TLSSocket, connect as connectTls } from 'node:tls';
import { SipWire, type WireKind } from '../../phones/sip_wire.ts';
import { runOk } from '../../support/child.ts';
import { callIn, phoneHears } from '../../support/expectations.ts';
import type { Office } from '../../support/office.ts';
import { anna, jonas } from '../../support/people.ts';
import { expect, test } from '../../fixtures.ts';

const kinds: WireKind[] = ['TCP', 'TLS', 'WSS'];

/** The protocol spoken, or the error. Old versions have to be dug out of the library. */
const handshake = (office: Office, port: number, version: SecureVersion): Promise<string> =>
  new Promise((resolve) => {
    const socket: TLSSocket = connectTls({ host: office.host, port, rejectUnauthorized: false, minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }, () => {
      resolve(socket.getProtocol() ?? '');
      socket.destroy();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });

test('TLS 1.2 and 1.3 are spoken, 1.0 and 1.1 are refused by the server', async ({ office }) => {
  for (const port of [office.ports.sips, office.ports.web]) {
    expect(await handshake(office, port, 'TLSv1.2')).toBe('TLSv1.2');
    expect(await handshake(office, port, 'TLSv1.3')).toBe('TLSv1.3');
    // An alert is what the server sent, not what our own library would not do.
    for (const old of ['TLSv1', 'TLSv1.1'] as const) expect(await handshake(office, port, old)).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  }
});

const commonName = (office: Office): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connectTls({ host: office.host, port: office.ports.sips, rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once('error', reject);
  });

async function newCertificate(office: Office, name: string): Promise<void> {
  const folder = join(office.data, 'certificates');
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${name}`];
  await runOk('openssl', [...args, '-keyout', join(folder, 'server.key'), '-out', join(folder, 'server.pem')]);
}

test('a certificate is changed while TLS phones talk and ask: no connection drops, new ones see the new one, a broken file changes nothing', async ({ office, phones, signIn }) => {
  const client = await signIn(anna);
  const caller = await phones.baresip(anna, { hz: 440, transport: 'tls' });
  const callee = await phones.baresip(jonas, { hz: 880, transport: 'tls', answer: 'auto' });
  await caller.dial(jonas);
  const call = await callIn(client, 'talking');
  const wires = await Promise.all(Array.from({ length: 20 }, (_, i) => SipWire.open(office, i % 2 === 0 ? 'TLS' : 'WSS')));
  let loaded = true;
  let answers = 0;
  const load = wires.map(async (wire) => {
    while (loaded) {
      await wire.ask();
      answers++;
    }
  });
  const underLoad = async (): Promise<void> => {
    const before = answers;
    await expect.poll(() => answers - before, { message: 'requests are answered' }).toBeGreaterThan(100);
  };
  await underLoad();

  for (const name of ['first.example', 'second.example']) {
    await newCertificate(office, name);
    office.server.process.kill('SIGHUP');
    await expect.poll(() => commonName(office), { message: 'new connections see the new certificate' }).toBe(name);
    await underLoad();
  }
  await office.server.saw(/\[info\] net: .*certificate/);

  writeFileSync(join(office.data, 'certificates/server.pem'), '-----BEGIN CERTIFICATE-----\nthis is none\n-----END CERTIFICATE-----\n');
  office.server.process.kill('SIGHUP');
  await office.server.saw(/\[error\] net: the certificates? in use stays?\b.*server\.pem/);
  expect(await commonName(office)).toBe('second.example');
  await underLoad();

  loaded = false;
  await Promise.all(load);
  expect(wires.filter(({ isClosed }) => isClosed)).toEqual([]);
  for (const wire of wires) wire.close();
  await phoneHears(callee, 440);
  await phoneHears(caller, 880);
  expect(client.state.calls.map(({ id, state }) => ({ id, state }))).toEqual([{ id: call.id, state: 'talking' }]);
  // A phone that registers now meets the new certificate, and one that is registered goes on with its old connection.
  await phones.baresip('mei', { transport: 'tls' });
  await caller.hangUp();
  await callee.event('CALL_CLOSED');
});

for (const kind of kinds) {
  test(`over ${kind} a message may be cut at any byte, come byte by byte, and share its packet with the next`, async ({ office, phones }) => {
    await phones.baresip(anna); // whoever asks from where nobody has signed in is served slowly
    const wire = await SipWire.open(office, kind);
    let length = Number.POSITIVE_INFINITY;
    for (let at = 1; at < length; at++) {
      await wire.ask((bytes) => {
        length = bytes.length;
        return [bytes.subarray(0, at), bytes.subarray(at)];
      });
    }
    await wire.ask((bytes) => Array.from(bytes, (_, i) => bytes.subarray(i, i + 1)));
    // Half of the next keep-alive comes in one packet with a whole message, and the other half with another.
    const ping = wire.framed('\r\n\r\n');
    await wire.ask((bytes) => [Buffer.concat([bytes, ping.subarray(0, 2)])]);
    await wire.ask((bytes) => [Buffer.concat([ping.subarray(2), bytes])]);
    wire.close();
  });

  test(`over ${kind} a keep-alive of two line breaks is answered with one`, async ({ office }) => {
    const wire = await SipWire.open(office, kind);
    for (let i = 0; i < 3; i++) {
      await wire.write(wire.framed('\r\n\r\n'));
      await wire.saw(kind === 'WSS' ? '\x02\r\n' : '\r\n');
    }
    await wire.ask();
    wire.close();
  });
}

test('over WSS a message may come in fragments', async ({ office }) => {
  const wire = await SipWire.open(office, 'WSS');
  for (const at of [1, 100, 200]) await wire.ask((_bytes, text) => [wire.fragmented(text, at)]);
  wire.close();
});

test('over UDP line breaks that keep a NAT open are taken in silence, and a STUN request is answered', async ({ office }) => {
  const socket = createSocket('udp4');
  const first = new Promise<Buffer>((resolve) => socket.once('message', resolve));
  for (const text of ['\r\n\r\n', '\r\n', '\0\0\0\0']) socket.send(text, office.ports.sip, office.host);
  const id = Buffer.from('0123456789ab');
  socket.send(Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), id]), office.ports.sip, office.host);
  const answer = await first;
  expect(answer.readUInt16BE(0)).toBe(0x0101);
  expect(answer.subarray(8, 20)).toEqual(id);
  socket.close();
});
