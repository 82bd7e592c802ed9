import { WebSocket } from 'ws';
import { SessionClient, post } from '../../contract/session_client.ts';
import { callIn, lampOf } from '../../support/expectations.ts';
import { anna, jonas } from '../../support/people.ts';
import { expect, test } from '../../fixtures.ts';

test('a wrong password and an unknown name are refused alike', async ({ office }) => {
  const wrong = await post(`${office.url}/api/v1/login`, { name: anna, password: 'wrong' });
  const unknown = await post(`${office.url}/api/v1/login`, { name: 'nobody-has-this', password: 'wrong' });
  expect(wrong.status).toBe(401);
  expect(wrong.body.code).toBe('access.denied');
  expect({ status: unknown.status, body: unknown.body }).toEqual({ status: wrong.status, body: wrong.body });
});

test('guessing is slowed down, also for the right password, and the answer says how long', async ({ office }) => {
  const guess = () => post(`${office.url}/api/v1/login`, { name: anna, password: 'wrong' });
  let answer = await guess();
  for (let i = 0; i < 50 && answer.status === 401; i++) answer = await guess();
  expect(answer.status).toBe(429);
  expect(answer.body.code).toBe('access.throttled');
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect((await post(`${office.url}/api/v1/login`, { name: anna, password: office.password(anna) })).status).toBe(429);
});

for (const [what, body] of Object.entries({ 'no JSON': 'not json', 'a wrong type': { name: 1, password: 'x' }, 'a field too many': { name: 'a', password: 'b', c: 1 }, 'nothing': {} })) {
  test(`a sign-in with ${what} is refused with 400`, async ({ office }) => {
    expect((await post(`${office.url}/api/v1/login`, body)).status).toBe(400);
    await office.server.saw(/web: a request from \S+ is answered with 400/);
  });
}

test('after a lost connection a session resumes without loss', async ({ office, phones, signIn, conversations }) => {
  const first = await signIn(anna);
  const { session, epoch, seq, token, state } = first;
  first.drop();
  await phones.baresip(jonas);
  const witness = await signIn(anna);
  await lampOf(witness, jonas, 'free');
  const again = await SessionClient.open(office.url, token, conversations, anna, { session, epoch, seq, state });
  expect(again.resumed).toBe(true);
  await lampOf(again, jonas, 'free');
  expect(again.events[0]?.seq).toBe(seq + 1);
  await again.close();
});

test('after a restart of the server the old number gets a fresh snapshot', async ({ office, signIn, conversations }) => {
  const { session, epoch, seq, token } = await signIn(anna);
  await office.down();
  await office.up();
  const again = await SessionClient.open(office.url, token, conversations, anna, { session, epoch, seq });
  expect(again.resumed).toBe(false);
  expect(again.epoch).not.toBe(epoch);
  expect(again.state.people.length).toBeGreaterThan(3);
  await again.close();
});

test('after a crash of the server sign-ins and devices are still there', async ({ office, signIn, conversations }) => {
  const before = await signIn(anna);
  await office.crash();
  await office.up();
  const again = await SessionClient.open(office.url, before.token, conversations, anna);
  expect(again.state.devices.map(({ id }) => id)).toEqual(before.state.devices.map(({ id }) => id));
  await again.close();
});

test('a token nobody gave opens nothing', async ({ office, conversations }) => {
  await expect(SessionClient.open(office.url, 'no-such-token', conversations, anna)).rejects.toThrow('session.token_invalid');
});

test('signing out ends every connection of the sign-in and its token', async ({ office, signIn, conversations }) => {
  const first = await signIn(anna);
  const second = await SessionClient.open(office.url, first.token, conversations, anna);
  const other = await signIn(anna);
  await second.call('session.sign_out').catch(() => undefined);
  expect((await first.event('session.ended')).data['reason']).toBe('signed_out');
  await first.closed();
  await second.closed();
  expect(other.closedWith).toBeUndefined();
  await expect(SessionClient.open(office.url, first.token, conversations, anna)).rejects.toThrow('session.token_invalid');
});

test('a user ends another of the own sign-ins', async ({ signIn }) => {
  const [here, there] = [await signIn(anna), await signIn(anna)];
  await here.call('sign_ins.end', { signInId: there.state.me.signInId });
  expect((await there.event('session.ended')).data['reason']).toBe('ended_elsewhere');
  await there.closed();
  await expect(here.call('sign_ins.end', { signInId: 'no-such' })).rejects.toThrow('sign_ins.unknown');
});

test('a changed password ends other sign-ins and leaves phones alone', async ({ office, signIn, phones }) => {
  const [here, there] = [await signIn(anna), await signIn(anna)];
  await phones.baresip(anna);
  await here.until(() => here.phone().registered);
  await expect(here.call('password.change', { old: 'wrong', new: 'Quite-another-1' })).rejects.toThrow('access.password_wrong');
  await expect(here.call('password.change', { old: office.password(anna), new: 'a' })).rejects.toThrow('access.password_too_short');
  await here.call('password.change', { old: office.password(anna), new: 'Quite-another-1' });
  expect((await there.event('session.ended')).data['reason']).toBe('password_changed');
  expect(here.phone().registered).toBe(true);
  expect((await post(`${office.url}/api/v1/login`, { name: anna, password: office.password(anna) })).status).toBe(401);
  expect((await post(`${office.url}/api/v1/login`, { name: anna, password: 'Quite-another-1' })).status).toBe(200);
});

test('the one box finds people by part of a name, without accents or case, and by number', async ({ signIn }) => {
  const client = await signIn(anna);
  const target = client.person(jonas);
  for (const text of [target.name.slice(0, 4).toUpperCase(), target.number, jonas]) {
    const { people } = await client.call('directory.search', { text });
    expect(people.map(({ id }: { id: string }) => id)).toContain(target.id);
  }
});

test('a request with an id already used is answered again and not done twice', async ({ signIn }) => {
  const client = await signIn(anna);
  const before = client.state.devices.length;
  const text = JSON.stringify({ jsonrpc: '2.0', id: 'twice', method: 'devices.add', params: { name: 'Desk' } });
  const answers: any[] = [];
  client.socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.id === 'twice') answers.push(message.result);
  });
  // Past the client's own book-keeping; the answers are compared here instead.
  const conversation = (client as unknown as { conversation: { take(direction: string, text: string): void } }).conversation;
  for (let i = 0; i < 2; i++) {
    conversation.take('to_server', text);
    client.socket.send(text);
  }
  await client.until(() => answers.length === 2);
  expect(answers[1]).toEqual(answers[0]);
  await client.call('devices.rename', { deviceId: answers[0].deviceId, name: 'Desk 2' });
  expect(client.state.devices.length).toBe(before + 1);
});

test('two sessions of one person see the same devices change', async ({ office, signIn }) => {
  const [first, second] = [await signIn(anna), await signIn(anna)];
  const { deviceId } = await office.addPhone(first, 'Attic');
  await second.until(({ devices }) => devices.find((device) => device.id === deviceId && device.name === 'Attic'));
  await second.call('devices.rename', { deviceId, name: 'Cellar' });
  await first.until(({ devices }) => devices.find((device) => device.id === deviceId && device.name === 'Cellar'));
  await first.call('devices.remove', { deviceId });
  await second.until(({ devices }) => devices.every((device) => device.id !== deviceId));
  await expect(first.call('devices.remove', { deviceId })).rejects.toThrow('devices.unknown');
});

interface Raw {
  socket: WebSocket;
  next(): Promise<any>;
  closed: Promise<number>;
}
async function rawSession(url: string): Promise<Raw> {
  const socket = new WebSocket(`${url.replace('https', 'wss')}/session`, { rejectUnauthorized: false, origin: url });
  const got: any[] = [];
  const waiting: Array<(message: any) => void> = [];
  socket.on('error', () => {});
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    const resolve = waiting.shift();
    if (resolve) resolve(message);
    else got.push(message);
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  return { socket, closed, next: async () => got.shift() ?? new Promise((resolve) => waiting.push(resolve)) };
}

test('before session.open everything else is refused', async ({ office }) => {
  const raw = await rawSession(office.url);
  raw.socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'devices.add', params: { name: 'x' } }));
  expect((await raw.next()).error.data.code).toBe('session.not_open');
  raw.socket.close();
});

for (const [what, text, code] of [
  ['no JSON', '{"jsonrpc"', -32700],
  ['no request', '[1,2,3]', -32600],
  ['deep nesting', '['.repeat(5000), -32700],
] as const) {
  test(`a message with ${what} is answered ${code} or ends the connection; calls go on`, async ({ office, signIn }) => {
    const other = await signIn(anna);
    const raw = await rawSession(office.url);
    raw.socket.send(text);
    const outcome = await Promise.race([raw.next(), raw.closed]);
    if (typeof outcome === 'number') expect([1002, 1003, 1007, 1008]).toContain(outcome);
    else expect(outcome.error.code).toBe(code);
    await office.server.saw(/session: a request from \S+ is refused with request.invalid/);
    raw.socket.close();
    await other.call('directory.search', { text: 'x' });
  });
}

test('a message over 64 KiB closes with 1009', async ({ office }) => {
  const raw = await rawSession(office.url);
  raw.socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'x', params: { text: 'x'.repeat(70_000) } }));
  expect(await raw.closed).toBe(1009);
  await office.server.saw(/web: a WebSocket of \S+ is closed with 1009/);
});

test('a page of another origin gets no session', async ({ office }) => {
  const socket = new WebSocket(`${office.url.replace('https', 'wss')}/session`, { rejectUnauthorized: false, origin: 'https://elsewhere.example' });
  const status = await new Promise((resolve) => {
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.once('open', () => resolve('open'));
    socket.once('error', () => resolve('error'));
  });
  expect(status).toBe(403);
});

test('a method nobody knows is refused and the session goes on', async ({ office }) => {
  const raw = await rawSession(office.url);
  const { body } = await post(`${office.url}/api/v1/login`, { name: anna, password: office.password(anna) });
  const answer = async () => {
    for (;;) {
      const message = await raw.next();
      if (message.id !== undefined) return message; // events come in between
    }
  };
  raw.socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'session.open', params: { token: body.token } }));
  expect((await answer()).result.resumed).toBe(false);
  raw.socket.send(JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'no.such', params: {} }));
  expect((await answer()).error.code).toBe(-32601);
  raw.socket.send(JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'calls.hold', params: { callId: 'x', more: 1 } }));
  expect((await answer()).error.code).toBe(-32602);
  raw.socket.close();
});

test('a call that is up when a second session opens is in its snapshot', async ({ phones, signIn }) => {
  const first = await signIn(anna);
  const desk = await phones.baresip(anna);
  await phones.baresip(jonas, { answer: 'auto' });
  await desk.dial(jonas);
  const call = await callIn(first, 'talking');
  const second = await signIn(anna);
  expect(second.state.calls.map(({ id }) => id)).toEqual([call.id]);
  expect(second.person(jonas).state.lamp).toBe('in_call');
});
