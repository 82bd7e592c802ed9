// What every test stands on: an office, phones, browsers, a network that can be cut; and the contract, checked for every message that passed.
import { join } from 'node:path';
import { type Browser, type BrowserContext, type Page, type TestInfo, chromium, expect, firefox, test as base } from '@playwright/test';
import { Conversations } from './contract/conversation.ts';
import { recordSessions } from './contract/recorder.ts';
import type { SessionClient } from './contract/session_client.ts';
import { Cut } from './network/cut.ts';
import type { SipAccount } from './phones/account.ts';
import { Baresip, type BaresipOptions } from './phones/baresip.ts';
import { Kamailio, type KamailioRole } from './phones/kamailio.ts';
import { Linphone, type LinphoneOptions } from './phones/linphone.ts';
import { Sipp, type SippOptions } from './phones/sipp.ts';
import { SipJsPhone } from './phones/sipjs.ts';
import { spyOnPeerConnections } from './sound/heard.ts';
import { type Kind, chromiumLaunch, firefoxLaunch, mendFill } from './support/browsers.ts';
import { Office } from './support/office.ts';
import { tones } from './support/preparation.ts';

export interface Phones {
  /** A person's seeded desk phone, registered. */
  baresip(name: string, options?: BaresipOptions): Promise<Baresip>;
  baresipOf(account: SipAccount, options?: BaresipOptions): Promise<Baresip>;
  linphone(account: SipAccount, options?: LinphoneOptions): Promise<Linphone>;
  sipJs(account: SipAccount): Promise<SipJsPhone>;
  kamailio(role: KamailioRole): Promise<Kamailio>;
  sipp(scenario: string, options: SippOptions): Promise<Sipp>;
}

interface Fixtures {
  conversations: Conversations;
  office: Office;
  phones: Phones;
  /** A session without a browser. */
  signIn: (name: string) => Promise<SessionClient>;
  /** A page in a second browser of the kind, with another tone in its microphone. */
  peerPage: (kind: Kind, name?: string) => Promise<Page>;
  cut: Cut;
}

interface Phone {
  readonly child: { readonly name: string; readonly output: string };
  stop(): Promise<void>;
}
const failed = (info: TestInfo): boolean => info.status !== info.expectedStatus;

async function prepareContext(context: BrowserContext, kind: Kind, conversations: Conversations, name: string): Promise<void> {
  if (kind === 'firefox') await mendFill(context);
  await spyOnPeerConnections(context);
  await recordSessions(context, conversations, name);
}

export const test = base.extend<Fixtures, { peers: (kind: Kind) => Promise<Browser> }>({
  conversations: [
    async ({}, use) => {
      const conversations = new Conversations();
      await use(conversations);
      expect(conversations.findings, 'every message keeps to api/session.yaml').toEqual([]);
    },
    { auto: true },
  ],

  office: async ({ conversations }, use, info) => {
    const office = await Office.start(conversations);
    await use(office);
    if (failed(info)) await info.attach('server.log', { path: office.logFile, contentType: 'text/plain' });
    await office.down();
  },

  baseURL: async ({ office }, use) => use(office.url),

  phones: async ({ office }, use, info) => {
    const started: Phone[] = [];
    const keep = <T extends Phone>(phone: T): T => {
      started.push(phone);
      return phone;
    };
    const options = (given: BaresipOptions = {}): BaresipOptions => ({ address: office.host, ...given });
    await use({
      baresip: async (name, given) => keep(await Baresip.start(await office.phoneAccount(name), options(given))),
      baresipOf: async (account, given) => keep(await Baresip.start(account, options(given))),
      linphone: async (account, given) => keep(await Linphone.start(account, office.host, given)),
      sipJs: async (account) => keep(await SipJsPhone.start(account, { url: office.url, authority: join(office.data, 'certificates/ca.pem') })),
      kamailio: async (role) => keep(await Kamailio.start(office, role)),
      sipp: async (scenario, given) => keep(await Sipp.start(scenario, { address: office.host, ...given })),
    });
    if (failed(info)) for (const { child } of started) await info.attach(`${child.name}.txt`, { body: child.output, contentType: 'text/plain' });
    await Promise.all(started.map((phone) => phone.stop()));
  },

  signIn: async ({ office }, use, info) => {
    const clients: SessionClient[] = [];
    await use(async (name) => {
      const client = await office.signIn(name);
      clients.push(client);
      return client;
    });
    if (failed(info)) for (const { state, events } of clients) await info.attach('session.json', { body: JSON.stringify({ state, events }, null, 1), contentType: 'application/json' });
    await Promise.all(clients.map((client) => client.close()));
  },

  context: async ({ context, browserName, conversations }, use) => {
    await prepareContext(context, browserName as Kind, conversations, 'page');
    await use(context);
  },

  peers: [
    async ({}, use) => {
      const browsers = new Map<Kind, Browser>();
      await use(async (kind) => {
        const known = browsers.get(kind);
        if (known !== undefined) return known;
        const browser = kind === 'chromium' ? await chromium.launch(chromiumLaunch(tones.chromiumPeer)) : await firefox.launch(firefoxLaunch(tones.firefoxPeer));
        browsers.set(kind, browser);
        return browser;
      });
      for (const browser of browsers.values()) await browser.close();
    },
    { scope: 'worker' },
  ],

  peerPage: async ({ peers, baseURL, conversations }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (kind, name = 'second page') => {
      const browser = await peers(kind);
      const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: baseURL ?? '', locale: 'en-GB', permissions: kind === 'chromium' ? ['microphone', 'notifications'] : [] });
      contexts.push(context);
      await prepareContext(context, kind, conversations, name);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },

  cut: async ({}, use) => {
    const cut = new Cut();
    await use(cut);
    cut.mend();
  },
});

export { expect, tones };
