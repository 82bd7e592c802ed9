// RFC 4475 and RFC 5118: every message, by the letter, to the running server; what comes back is in server/testing/wire/torture.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import type { SipAccount } from '../../phones/account.ts';
import { type FlowTransport, SipFlow } from '../../phones/sip_flow.ts';
import { credentials, headerOf } from '../../phones/wire_phone.ts';
import type { Office } from '../../support/office.ts';
import { root } from '../../support/paths.ts';
import { anna } from '../../support/people.ts';

interface Torture {
  name: string;
  rfc: number;
  udp: string;
  tcp: string;
  wss: string;
  credentials: string;
}

const wire = join(root, 'server/testing/wire');
const { messages } = JSON.parse(readFileSync(join(wire, 'torture.json'), 'utf8')) as { messages: Torture[] };
const bytesOf = ({ rfc, name }: Torture): Buffer => readFileSync(join(wire, `rfc${rfc}`, `${name}.sip`));

/** What makes a transaction of it, or a merged request: of two messages with one of these in common the server would take the second for the first again. */
function keysOf(message: Torture): string[] {
  const text = bytesOf(message).toString('latin1');
  const method = headerOf(text, 'CSeq').split(/\s+/).at(-1);
  const [via, callId] = [headerOf(text, 'Via').replace(/^.*\s/, ''), headerOf(text, '(?:Call-ID|i)')];
  return [`${via} ${method}`, `${callId} ${headerOf(text, 'CSeq')}`];
}

/** As few rounds as it takes that no two messages of a round have a key in common; each begins with a server that knows nothing. */
function rounds(): Torture[][] {
  const all: Array<{ messages: Torture[]; keys: Set<string> }> = [];
  for (const message of messages) {
    const keys = keysOf(message);
    let round = all.find((one) => !keys.some((key) => one.keys.has(key)));
    if (round === undefined) all.push((round = { messages: [], keys: new Set() }));
    round.messages.push(message);
    for (const key of keys) round.keys.add(key);
  }
  return all.map((one) => one.messages);
}

/** Bytes that the message's Content-Length promises and that it does not have. */
function missing(data: Buffer): number {
  const end = data.indexOf('\r\n\r\n') + 4;
  return Math.max(0, Number(headerOf(data.subarray(0, end).toString('latin1'), '(?:Content-Length|l)')) - (data.length - end));
}

/** A message that is nobody's business, to see whether the stream is still in step. */
const behind = (callId: string): string =>
  ['OPTIONS sip:behind.invalid SIP/2.0', `Via: SIP/2.0/TCP behind.invalid;branch=z9hG4bK${callId};rport`, 'From: <sip:behind@behind.invalid>;tag=1', 'To: <sip:behind.invalid>', `Call-ID: ${callId}`, 'CSeq: 1 OPTIONS', 'Content-Length: 0', '', ''].join('\r\n');

/**
 * In the words of the table: statuses; "waits" before what came only when the promised bytes were there; "spoils" when the message behind it on
 * the stream is lost, "closed" when the stream is; or "silence".
 */
async function verdict(office: Office, account: SipAccount, message: Torture, transport: FlowTransport): Promise<string> {
  const flow = await SipFlow.open(office, transport);
  const data = bytesOf(message);
  const callId = `behind-${message.name}`;
  flow.send(data);
  const waits = message[transport as 'tcp'].startsWith('waits');
  if (waits) flow.send('x'.repeat(missing(data)));
  if (transport === 'tcp') flow.send(behind(callId));
  const own = new Set([callId]);
  const serves = await flow.register(account, own);
  const isOwn = (answer: string): boolean => own.has(headerOf(answer, 'Call-ID'));
  // Two messages in one read may be answered in either order.
  const words = flow.finals(isOwn).sort().map(String);
  if (waits) words.unshift('waits');
  if (!serves) words.push('closed');
  else if (transport === 'tcp' && !flow.received.some((answer) => headerOf(answer, 'Call-ID') === callId)) words.push('spoils');
  if (!serves) {
    const next = await SipFlow.open(office, transport);
    expect(await next.register(account), `${message.name}: the server still registers a phone`).toBe(true);
    next.close();
  }
  flow.close();
  return words.join(' ') || 'silence';
}

/** What the message gets when it comes once more with valid credentials; "" where it was not challenged. */
async function verdictWithCredentials(office: Office, account: SipAccount, message: Torture): Promise<string> {
  const flow = await SipFlow.open(office, 'udp');
  const text = bytesOf(message).toString('latin1');
  flow.send(text);
  await flow.register(account);
  const isOf = (answer: string): boolean => headerOf(answer, 'Call-ID') === headerOf(text, '(?:Call-ID|i)');
  const challenged = flow.received.find((answer) => /^SIP\/2\.0 40[17]/.test(answer) && isOf(answer));
  const before = flow.received.length;
  if (challenged !== undefined) {
    const [, method = '', uri = ''] = /^(\S+) (.*) SIP/.exec(text) ?? [];
    const challenge = challenged.split('\r\n').find((row) => /^(WWW|Proxy)-Authenticate:.*algorithm=MD5\b/i.test(row)) ?? '';
    const row = credentials(account, challenge, method, uri);
    const named = challenge.startsWith('Proxy') ? `Proxy-${row}` : row;
    const marked = text.replace(/branch=([^;\s,]+)/, 'branch=$1.2').replace(/(^Via: [^;\r]*)\r/m, '$1;branch=z9hG4bK2543.2\r');
    flow.send(marked.replace('\r\n', `\r\n${named}\r\n`));
    await flow.register(account);
  }
  const words = flow.finals((answer) => flow.received.indexOf(answer) < before || !isOf(answer));
  flow.close();
  return words.join(' ');
}

/** Every message by its name; each round meets a server that has seen none. */
async function each(office: Office, ask: (message: Torture) => Promise<string>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [index, round] of rounds().entries()) {
    if (index > 0) {
      await office.down();
      await office.up();
    }
    for (const message of round) found[message.name] = await ask(message);
  }
  return found;
}
const column = (name: 'udp' | 'tcp' | 'wss' | 'credentials'): Record<string, string> => Object.fromEntries(messages.map((message) => [message.name, message[name]]));

for (const transport of ['udp', 'tcp', 'wss'] as const) {
  test(`every torture message of RFC 4475 and RFC 5118 over ${transport.toUpperCase()} gets its verdict, and the server serves on`, async ({ office }) => {
    const account = await office.phoneAccount(anna);
    const found = await each(office, (message) => verdict(office, account, message, transport));
    expect(found).toEqual(column(transport));
  });
}

test('what was challenged gets its verdict when it comes with credentials', async ({ office }) => {
  const account = await office.phoneAccount(anna);
  const found = await each(office, (message) => verdictWithCredentials(office, account, message));
  expect(found).toEqual(column('credentials'));
});
