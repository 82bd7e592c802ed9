// What every phone's software must pass against a desk phone of another's: register with digest, call both ways, hold, refuse, cancel, hang up.
import type { Baresip } from '../../phones/baresip.ts';
import type { Desk } from '../../phones/desk.ts';
import { callIn, lampOf, noCallsIn, phoneHears, phoneHearsMusic } from '../../support/expectations.ts';
import { anna, jonas } from '../../support/people.ts';
import { type Phones, expect, test } from '../../fixtures.ts';
import type { Office } from '../../support/office.ts';

const software: Record<string, (phones: Phones, office: Office) => Promise<Desk>> = {
  'baresip over UDP': (phones) => phones.baresip(anna, { hz: 440 }),
  'baresip over TCP': (phones) => phones.baresip(anna, { hz: 440, transport: 'tcp' }),
  'baresip over TLS with SRTP': (phones) => phones.baresip(anna, { hz: 440, transport: 'tls', mediaEncryption: 'srtp-mand' }),
  'linphone over UDP': async (phones, office) => phones.linphone(await office.phoneAccount(anna), { hz: 440 }),
  'linphone over TLS': async (phones, office) => phones.linphone(await office.phoneAccount(anna), { hz: 440, transport: 'tls' }),
  'SIP.js over WSS': async (phones, office) => phones.sipJs(await office.phoneAccount(anna)),
};

const heard = (phone: Desk, hz: number): Promise<void> => expect.poll(() => phone.heardHz?.(), { message: `it hears ${hz} Hz` }).toBeCloseTo(hz, -1);

/** Both hear each other; the first is hung up afterwards and asked then, if it tells only then. */
async function talk(desk: Desk, other: Baresip): Promise<void> {
  if (desk.heardHz === undefined) return;
  await phoneHears(other, 440);
  if (!desk.tellsAfterTheCall) await heard(desk, 880);
}
async function wasHeard(desk: Desk): Promise<void> {
  if (desk.tellsAfterTheCall) await heard(desk, 880);
}

for (const [name, start] of Object.entries(software)) {
  test(`${name}: calls and hangs up, is called and hung up on`, async ({ phones, office, signIn }) => {
    const client = await signIn(anna);
    const desk = await start(phones, office);
    const other = await phones.baresip(jonas, { hz: 880 });
    await client.until(() => client.phone().registered);

    await desk.dial(jonas);
    await other.incoming();
    await desk.rings();
    await other.accept();
    await desk.established();
    await talk(desk, other);
    await desk.hangUp();
    await other.ended();
    await desk.ended();
    await wasHeard(desk);
    await noCallsIn(client);

    await other.dial(anna);
    await desk.incoming();
    await other.rings();
    await desk.accept();
    await other.established();
    await callIn(client, 'talking');
    await talk(desk, other);
    await other.hangUp();
    await desk.ended();
    await noCallsIn(client);
    await lampOf(client, anna, 'free');
  });

  test(`${name}: holds and retrieves`, async ({ phones, office, signIn }) => {
    const client = await signIn(anna);
    const desk = await start(phones, office);
    const other = await phones.baresip(jonas, { hz: 880, answer: 'auto' });
    await desk.dial(jonas);
    await desk.established();
    await callIn(client, 'talking');
    await desk.hold();
    await client.until(({ calls }) => calls[0]?.heldByMe);
    await phoneHearsMusic(other, 440);
    await desk.resume();
    await client.until(({ calls }) => calls[0] !== undefined && !calls[0].heldByMe);
    await talk(desk, other);
    // Held from the other side it is left alone: the music comes from the server.
    await other.hold();
    await client.until(({ calls }) => calls[0]?.heldByPeer);
    await other.resume();
    await client.until(({ calls }) => calls[0] !== undefined && !calls[0].heldByPeer);
    await desk.hangUp();
    await other.ended();
  });

  test(`${name}: refuses and is refused, cancels and is cancelled`, async ({ phones, office, signIn }) => {
    const client = await signIn(anna);
    const desk = await start(phones, office);
    const other = await phones.baresip(jonas);

    await other.dial(anna);
    await desk.incoming();
    await other.rings();
    await desk.refuse();
    expect(await other.ended()).toContain('486');
    await noCallsIn(client);

    await desk.dial(jonas);
    await other.incoming();
    await desk.rings();
    await other.refuse();
    await other.ended();
    await desk.ended();
    await noCallsIn(client);

    await other.dial(anna);
    await desk.incoming();
    await other.rings();
    await other.hangUp();
    await desk.ended();
    await noCallsIn(client);

    await desk.dial(jonas);
    await other.incoming();
    await desk.rings();
    await desk.hangUp();
    await other.ended();
    await noCallsIn(client);
  });

  // COMPAT(baresip 1.0): it never takes another SRTP key from a re-INVITE, and hears nothing then. RFC 4568 7.1.4 allows the change.
  if (name.endsWith('SRTP')) continue;
  test(`${name}: is dialled from a session and learns by our re-INVITE where the other speaks`, async ({ phones, office, signIn }) => {
    const client = await signIn(anna);
    const desk = await start(phones, office);
    const other = await phones.baresip(jonas, { hz: 880 });
    await client.until(() => client.phone().registered);
    await client.call('calls.dial', { target: jonas, deviceId: client.phone().id });
    await desk.incoming();
    await desk.accept();
    await other.incoming();
    await other.accept();
    await callIn(client, 'talking');
    await talk(desk, other);
    await desk.hangUp();
    await other.ended();
    await noCallsIn(client);
  });
}
