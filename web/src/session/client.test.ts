import { describe, expect, it } from 'vitest';
import { World } from './testing';

function openWorld(): World {
  const world = new World('T');
  world.client.start();
  world.open();
  return world;
}

const kCall = {
  id: 'c1',
  direction: 'in',
  state: 'ringing',
  peer: { name: 'Mei Tanaka', number: '22', personId: 'p2' },
  deviceIds: ['d1'],
  startedAt: 5,
  heldByMe: false,
  heldByPeer: false,
  muted: false,
  actions: ['reject'],
  answerOn: [],
} as const;

const call = () => structuredClone(kCall) as unknown as import('./api.gen').Call;

describe('opening', () => {
  it('does nothing without a token', () => {
    const world = new World();
    world.client.start();
    expect(world.phase).toBe('signed_out');
    expect(world.sockets).toHaveLength(0);
  });

  it('opens with the kept token and takes the snapshot', () => {
    const world = new World('T');
    world.now = 900_000;
    world.client.start();
    expect(world.phase).toBe('connecting');
    expect(world.opening().params).toEqual({ token: 'T' });
    world.socket.received.length = 0;
    world.open();
    expect(world.phase).toBe('open');
    const state = world.store.get();
    expect(state.loaded).toBe(true);
    expect(Object.keys(state.people)).toEqual(['p1', 'p2']);
    expect(state.clockOffset).toBe(100_000);
  });

  it('signs in, keeps the token and opens', async () => {
    const world = new World();
    world.client.start();
    await world.client.signIn('anna', 'secret');
    expect(world.token).toBe('token-of-anna');
    expect(world.opening().params).toEqual({ token: 'token-of-anna' });
  });

  it('is signed out when the token is refused, and says why', () => {
    const world = new World('old');
    world.client.start();
    world.socket.refuse(world.opening(), 'session.token_invalid');
    expect(world.phase).toBe('signed_out');
    expect(world.store.get().connection.endedBecause).toBe('token_invalid');
    expect(world.token).toBeUndefined();
    world.pass(60_000);
    expect(world.sockets).toHaveLength(1);
  });

  it('keeps trying while the server is away, with growing waits up to ten seconds', () => {
    const world = new World('T');
    world.client.start();
    const waits: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      world.socket.break();
      const { nextTryAt } = world.store.get().connection;
      if (nextTryAt === undefined) throw new Error('no next try');
      waits.push(nextTryAt - world.now);
      world.pass(nextTryAt - world.now);
      expect(world.sockets).toHaveLength(i + 2);
    }
    expect(waits).toEqual([225, 450, 900, 1800, 3600, 7200, 7500, 7500]);
    expect(world.phase).toBe('connecting');
  });

  it('gives up an attempt that hangs', () => {
    const world = new World('T');
    world.client.start();
    world.pass(8_000);
    expect(world.socket.closed).toBe(true);
    world.pass(300);
    expect(world.sockets).toHaveLength(2);
  });
});

describe('events', () => {
  it('apply in order and reach listeners after the store', () => {
    const world = openWorld();
    const lamps: string[] = [];
    world.client.onEvent(() => lamps.push(world.store.get().people.p2?.state.lamp ?? ''));
    world.socket.event(1, 'person.state', { personId: 'p2', state: { lamp: 'ringing' } });
    world.socket.event(2, 'person.state', { personId: 'p2', state: { lamp: 'in_call' } });
    expect(lamps).toEqual(['ringing', 'in_call']);
  });

  it('that were seen already are left alone', () => {
    const world = openWorld();
    world.socket.event(1, 'person.state', { personId: 'p2', state: { lamp: 'ringing' } });
    world.socket.event(1, 'person.state', { personId: 'p2', state: { lamp: 'free' } });
    expect(world.store.get().people.p2?.state.lamp).toBe('ringing');
    expect(world.sockets).toHaveLength(1);
  });

  it('with a gap lead to a resume from the last one seen, without losing the picture', () => {
    const world = openWorld();
    world.socket.event(1, 'call.changed', { call: call() });
    world.socket.event(3, 'person.state', { personId: 'p2', state: { lamp: 'free' } });
    expect(world.socket.closed).toBe(true);
    world.pass(300);
    expect(world.opening().params.resume).toEqual({ session: 'S', epoch: 'E', seq: 1 });
    world.socket.received.length = 0;
    world.resume(1);
    world.socket.event(2, 'person.state', { personId: 'p2', state: { lamp: 'ringing' } });
    world.socket.event(3, 'person.state', { personId: 'p2', state: { lamp: 'free' } });
    expect(world.phase).toBe('open');
    expect(world.store.get().calls).toHaveLength(1);
    expect(world.sockets).toHaveLength(2);
  });

  it('that cannot be read make the connection worthless', () => {
    const world = openWorld();
    world.socket.onmessage?.(new MessageEvent('message', { data: '{"jsonrpc":"2.0",' }));
    expect(world.socket.closed).toBe(true);
    world.pass(300);
    expect(world.opening().params.resume).toEqual({ session: 'S', epoch: 'E', seq: 0 });
  });
});

describe('a break', () => {
  it('shorter than a blink is not shown', () => {
    const world = openWorld();
    world.pass(10_000);
    world.socket.break();
    expect(world.phase).toBe('open');
    world.pass(300);
    world.resume(0);
    world.pass(5_000);
    expect(world.phase).toBe('open');
    expect(world.store.get().connection.since).toBe(0);
  });

  it('is shown with the time of the next attempt, and ends by resuming', () => {
    const world = openWorld();
    world.socket.break();
    world.pass(300);
    world.socket.break();
    world.pass(400);
    expect(world.phase).toBe('reconnecting');
    while (world.store.get().connection.nextTryAt === undefined) world.socket.break();
    world.client.reconnectNow();
    expect(world.store.get().connection.nextTryAt).toBeUndefined();
    world.resume(0);
    expect(world.phase).toBe('open');
    expect(world.store.get().loaded).toBe(true);
  });

  it('after which the server has started anew replaces the picture by a new snapshot', () => {
    const world = openWorld();
    world.socket.event(1, 'call.changed', { call: call() });
    world.socket.break();
    world.pass(300);
    world.open({ session: 'S2', epoch: 'E2', seq: 7 });
    expect(world.store.get().calls).toHaveLength(0);
    world.socket.event(8, 'call.changed', { call: call() });
    expect(world.store.get().calls).toHaveLength(1);
  });

  it('without a word is found by an unanswered request', async () => {
    const world = openWorld();
    const answer = world.client.request('calls.hang_up', { callId: 'c1' });
    world.pass(7_999);
    expect(world.sockets[0]?.closed).toBe(false);
    world.pass(1);
    expect(world.sockets[0]?.closed).toBe(true);
    world.pass(300);
    world.resume(0);
    world.socket.answer(
      world.socket.received.find((each) => each.method === 'calls.hang_up'),
      {},
    );
    await expect(answer).resolves.toEqual({});
  });

  it('after which resuming is refused begins a new session', () => {
    const world = openWorld();
    world.socket.break();
    world.pass(300);
    world.socket.refuse(world.opening(), 'request.invalid');
    world.pass(500);
    expect(world.opening().params).toEqual({ token: 'T' });
    world.socket.received.length = 0;
    world.open({ session: 'S2' });
    expect(world.phase).toBe('open');
  });

  it('is looked for after sleep or a change of network', () => {
    const world = openWorld();
    world.client.doubtConnection();
    expect(world.sockets[0]?.closed).toBe(true);
    world.pass(300);
    world.resume(0);
    expect(world.phase).toBe('open');
  });
});

describe('requests', () => {
  it('resolve with the result, or throw the refusal with its code and field', async () => {
    const world = openWorld();
    const found = world.client.request('directory.search', { text: 'mei' });
    const refused = world.client.request('calls.dial', { target: 'x', deviceId: 'd1' });
    const [, search, dial] = world.socket.received;
    world.socket.refuse(dial, 'calls.target_unknown', 'target');
    world.socket.answer(search, { people: [] });
    await expect(found).resolves.toEqual({ people: [] });
    await expect(refused).rejects.toMatchObject({ code: 'calls.target_unknown', field: 'target' });
  });

  it('are sent again under the same id when the session is resumed', async () => {
    const world = openWorld();
    const answer = world.client.request('calls.hang_up', { callId: 'c1' });
    const before = world.socket.received.at(-1);
    world.socket.break();
    world.pass(300);
    world.resume(0);
    const again = world.socket.received.at(-1);
    expect(again).toEqual(before);
    world.socket.answer(again, {});
    await expect(answer).resolves.toEqual({});
  });

  it('wait through a blink', async () => {
    const world = openWorld();
    world.socket.break();
    const answer = world.client.request('calls.hang_up', { callId: 'c1' });
    world.pass(300);
    world.resume(0);
    world.socket.answer(world.socket.received.at(-1), {});
    await expect(answer).resolves.toEqual({});
  });

  it('that change something are not repeated to a server that started anew; a search is', async () => {
    const world = openWorld();
    const hangUp = world.client.request('calls.hang_up', { callId: 'c1' });
    const search = world.client.request('directory.search', { text: 'mei' });
    world.socket.break();
    world.pass(300);
    world.open({ session: 'S2', epoch: 'E2' });
    await expect(hangUp).rejects.toMatchObject({ code: 'client.not_connected' });
    expect(world.socket.received.map((each) => each.method)).toEqual(['session.open', 'directory.search']);
    world.socket.answer(world.socket.received[1], { people: [] });
    await expect(search).resolves.toEqual({ people: [] });
  });

  it('are refused at once while the break is shown, and waiting ones after fifteen seconds', async () => {
    const world = openWorld();
    const waiting = world.client.request('calls.hang_up', { callId: 'c1' });
    world.socket.break();
    world.pass(700);
    await expect(world.client.request('calls.hang_up', { callId: 'c1' })).rejects.toMatchObject({
      code: 'client.not_connected',
    });
    world.pass(16_000);
    await expect(waiting).rejects.toMatchObject({ code: 'client.not_connected' });
  });

  it('leave no timer behind once answered', () => {
    const world = openWorld();
    void world.client.request('directory.search', { text: 'mei' });
    world.socket.answer(world.socket.received.at(-1), { people: [] });
    world.pass(8_000);
    expect(world.timers).toBe(0);
    expect(world.socket.closed).toBe(false);
  });
});

describe('signing out', () => {
  it('tells the server and forgets everything', async () => {
    const world = openWorld();
    const done = world.client.signOut();
    const request = world.socket.received.at(-1);
    expect(request?.method).toBe('session.sign_out');
    world.socket.event(1, 'session.ended', { reason: 'signed_out' });
    await done;
    expect(world.phase).toBe('signed_out');
    expect(world.store.get().connection.endedBecause).toBeUndefined();
    expect(world.store.get().people).toEqual({});
    expect(world.token).toBeUndefined();
  });

  it('elsewhere ends it here, with the reason', async () => {
    const world = openWorld();
    const waiting = world.client.request('calls.hang_up', { callId: 'c1' });
    world.socket.event(1, 'session.ended', { reason: 'password_changed' });
    expect(world.store.get().connection).toMatchObject({ phase: 'signed_out', endedBecause: 'password_changed' });
    await expect(waiting).rejects.toMatchObject({ code: 'client.signed_out' });
  });

  it('in another tab ends it here, and signing in there begins it here', () => {
    const world = openWorld();
    world.token = undefined;
    world.otherTab(undefined);
    expect(world.phase).toBe('signed_out');
    world.token = 'T2';
    world.otherTab('T2');
    expect(world.opening().params).toEqual({ token: 'T2' });
  });

  it('works without a connection', async () => {
    const world = openWorld();
    world.socket.break();
    await world.client.signOut();
    expect(world.phase).toBe('signed_out');
    world.pass(60_000);
    expect(world.sockets).toHaveLength(1);
  });
});
