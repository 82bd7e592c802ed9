// How the server is, for administrators: on the command line, for Prometheus, and in the session. The same figures everywhere.
import { createSocket } from 'node:dgram';
import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { type SessionClient, post } from '../../contract/session_client.ts';
import { expect, test } from '../../fixtures.ts';
import { Child, run, runOk } from '../../support/child.ts';
import type { Office } from '../../support/office.ts';
import { serverBinary, webDist } from '../../support/paths.ts';
import { anna, jonas, mei } from '../../support/people.ts';

type Figures = Record<string, number>;

const kMetrics = '127.0.0.1:9464';
const status = (office: Office, ...more: string[]): Promise<{ code: number; output: string }> => run(serverBinary(), ['status', '--data', office.data, ...more]);

async function figures(office: Office): Promise<Figures> {
  return (JSON.parse(await runOk(serverBinary(), ['status', '--data', office.data, '--json'])) as { figures: Figures }).figures;
}

function overHttp(path: string): Promise<{ status: number; type: string; text: string }> {
  return new Promise((resolve, reject) => {
    get(`http://${kMetrics}${path}`, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text }));
    }).once('error', reject);
  });
}

const samples = (text: string): Figures =>
  Object.fromEntries(text.split('\n').flatMap((line) => (line === '' || line.startsWith('#') ? [] : [[line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]])));

async function withMetrics(office: Office): Promise<void> {
  const file = join(office.data, 'config.toml');
  await office.down();
  writeFileSync(file, readFileSync(file, 'utf8').replace('\nlisten = ""\n', `\nlisten = "${kMetrics}"\n`));
  await office.up();
}

const sendUdp = (office: Office, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.send(text, office.ports.sip, office.host, (error) => {
      socket.close();
      if (error) reject(error);
      else resolve();
    });
  });

/** What the session says of itself to an administrator, until it is so. */
async function watched(client: SessionClient, is: (figures: Figures) => boolean): Promise<void> {
  const known = ((await client.call('live.watch', {})) as { figures: Figures }).figures;
  let seen = 0;
  while (!is(known)) {
    const event = await client.event('live.changed', seen);
    seen = client.events.indexOf(event) + 1;
    Object.assign(known, event.data['figures'] ?? {});
  }
}

test('status, its JSON, Prometheus over HTTP and the session say the same while phones are registered and talk', async ({ office, phones, signIn }) => {
  await withMetrics(office);
  const desk = await phones.baresip(jonas, { hz: 440 });
  const callee = await phones.baresip(mei, { answer: 'auto', transport: 'tls', mediaEncryption: 'srtp-mand' });
  await desk.dial(mei);
  await callee.event('CALL_ESTABLISHED');
  const administrator = await signIn(anna);
  await watched(administrator, (known) => known['sidetone_calls{state="established"}'] === 1 && known['sidetone_sip_dialogs'] === 2);

  const json = await figures(office);
  expect(json['sidetone_registrations{transport="udp"}']).toBe(1);
  expect(json['sidetone_registrations{transport="tls"}']).toBe(1);
  expect(json['sidetone_sip_flows{transport="tls"}']).toBe(1);
  expect(json['sidetone_calls{state="established"}']).toBe(1);
  expect(json['sidetone_calls_started_total']).toBe(1);
  expect(json['sidetone_sip_dialogs']).toBe(2);
  expect(json['sidetone_sip_invites_in_progress']).toBe(0);
  expect(json['sidetone_sessions']).toBe(1);
  expect(json['sidetone_part_up{part="media"}']).toBe(1);
  expect(json['sidetone_sip_requests_received_total{method="INVITE"}']).toBeGreaterThan(0);
  expect(json['sidetone_sip_requests_sent_total{method="INVITE"}']).toBeGreaterThan(0);

  const scraped = await overHttp('/metrics');
  expect(scraped.status).toBe(200);
  expect(scraped.type).toContain('version=0.0.4');
  const prometheus = samples(scraped.text);
  expect(Object.keys(prometheus)).toEqual(Object.keys(json));
  for (const name of Object.keys(json).filter((one) => /registrations|calls|dialogs|flows|part_up/.test(one))) expect(prometheus[name], name).toBe(json[name]);
  expect((await overHttp('/status')).status, 'only figures are told to who is not the owner').toBe(404);
  const promtool = new Child('promtool', 'promtool', ['check', 'metrics']);
  promtool.process.stdin?.end(scraped.text);
  expect(await promtool.exited, promtool.output).toBe(0);
  expect(promtool.output).toBe('');

  const { code, output } = await status(office);
  expect(code).toBe(0);
  expect(output).toMatch(/^Sidetone \S+, tragwerk\.example: ready, up /);
  expect(output).toMatch(/Registrations +2 +udp 1, tcp 0, tls 1, ws 0, wss 0/);
  expect(output).toMatch(/Calls +1 +1 established, 1 since the start/);
  expect(output, 'no colour where no terminal is').not.toContain('\u001b');
  await desk.hangUp();
  await watched(administrator, (known) => known['sidetone_calls{state="established"}'] === 0 && known['sidetone_sip_dialogs'] === 0);
});

test('what is dropped and refused is counted by why', async ({ office, phones, signIn }) => {
  const rows = (...all: string[]): string => `${all.join('\r\n')}\r\n\r\n`;
  const before = await figures(office);
  await sendUdp(office, 'this is no SIP');
  const nothing = ['From: <sip:x@y>;tag=1', 'To: <sip:a@b>;tag=2', 'Call-ID: 1', 'Content-Length: 0'];
  await sendUdp(office, rows('SIP/2.0 200 OK', 'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKzz', 'CSeq: 1 INVITE', ...nothing));
  await sendUdp(office, rows('ACK sip:a@b SIP/2.0', 'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKyy', 'CSeq: 1 ACK', ...nothing));
  const wrong = { ...(await office.phoneAccount(mei)), secret: 'not the secret' };
  await expect(phones.baresipOf(wrong)).rejects.toThrow();
  expect((await post(`${office.url}/api/v1/login`, { name: anna, password: 'not the password' })).status).toBe(401);
  const administrator = await signIn(anna);
  const grew = (known: Figures, name: string): boolean => (known[name] ?? 0) > (before[name] ?? 0);
  const expected = ['malformed', 'no_transaction', 'no_dialog'].map((reason) => `sidetone_sip_messages_dropped_total{reason="${reason}"}`);
  expected.push('sidetone_logins_refused_total{reason="digest_wrong"}', 'sidetone_logins_refused_total{reason="password_wrong"}');
  await watched(administrator, (known) => expected.every((name) => grew(known, name)));
  const after = await figures(office);
  for (const name of expected) expect(grew(after, name), name).toBe(true);
  expect((await status(office)).output).toMatch(/Messages dropped +\d+ +malformed \d+, .*no_transaction \d+, no_dialog \d+/);
});

test('who is no administrator gets nothing of it', async ({ signIn }) => {
  const user = await signIn(jonas);
  expect(user.state.me).toMatchObject({ administrator: false });
  for (const method of ['live.watch', 'live.unwatch']) await expect(user.call(method, {})).rejects.toMatchObject({ code: 'access.permission_denied' });
  expect((await signIn(anna)).state.me).toMatchObject({ administrator: true });
});

test('without a server status says so; one that was killed leaves nothing in the way, and a second one does not start', async ({ office }) => {
  const second = await run(serverBinary(), ['serve', '--data', office.data, '--web', webDist]);
  expect(second.code).toBe(1);
  expect(second.output).toContain('another server runs with');
  await office.crash();
  const { code, output } = await status(office);
  expect(code).toBe(1);
  expect(output).toContain(`no server runs with ${office.data}`);
  await office.up();
  expect((await status(office)).code).toBe(0);
  expect((await run(serverBinary(), ['status', '--data', join(office.data, 'nowhere')])).output).toContain('there is no data folder');
});
