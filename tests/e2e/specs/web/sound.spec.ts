// Sound in the page: warned of when the browser holds it back, chosen apart for talking and ringing, tested before it is needed.
import { type BrowserContext, type Page, chromium } from '@playwright/test';
import { expect, test } from '../../fixtures.ts';
import { playedHz, spyOnOutput, spyOnPeerConnections } from '../../sound/heard.ts';
import { strictChromium } from '../../support/browsers.ts';
import { pageHears } from '../../support/expectations.ts';
import type { Office } from '../../support/office.ts';
import { anna, jonas } from '../../support/people.ts';
import { Client } from '../../web/client.ts';
import { t } from '../../web/texts.ts';

// Recording a trace would ask the pages, and being asked counts as a gesture there (see `listen`).
test.use({ trace: 'off' });

const near = (hz: number[], wanted: number[]): boolean => hz.some((one) => wanted.some((note) => Math.abs(one - note) <= 4));
const kRing = [659, 880];

interface Report {
  said: string;
  rings: boolean;
  hz: number[];
}

/**
 * What a page shows and plays, told by itself through the console. Whatever a test asks a page counts as a gesture of the person there, and
 * so does the answer to an exposed function: the frames of this page's session are therefore not recorded.
 */
async function listen(context: BrowserContext): Promise<Report[]> {
  const reports: Report[] = [];
  await spyOnPeerConnections(context);
  await spyOnOutput(context);
  await context.addInitScript(() => {
    setInterval(() => {
      const texts = (selector: string): string => [...document.querySelectorAll(selector)].map((one) => one.textContent).join(' ');
      const hz = (window as unknown as { __playedNow: () => number[] }).__playedNow();
      console.debug(`report ${JSON.stringify({ said: texts('[role=status], .chip'), rings: texts('.incoming') !== '', hz })}`);
    }, 200);
  });
  context.on('console', (message) => {
    const text = message.text();
    if (text.startsWith('report ')) reports.push(JSON.parse(text.slice('report '.length)) as Report);
  });
  return reports;
}

/** A page nobody has clicked yet, signed in by another that is gone. */
async function untouched(context: BrowserContext, office: Office): Promise<Page> {
  const first = new Client(await context.newPage());
  await first.signIn(anna, office.password(anna));
  const page = await context.newPage();
  await first.page.close();
  await page.goto('/#/settings/devices');
  return page;
}

const kWarning = `${t('shell:sound_blocked.title')} ${t('shell:sound_blocked.why')}`;

/** Which of the chosen outputs the page plays on now: a role, or "default". */
const sounding = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('sidetone.audio') ?? '{}') as { chosen: Record<string, string> };
    const played = (window as unknown as { __played: AnalyserNode[] }).__played;
    return played
      .map(({ context: output }) => output as AudioContext & { sinkId: string })
      .filter((output) => output.state === 'running')
      .map((output) => Object.entries(kept.chosen).find(([, id]) => id === output.sinkId)?.[0] ?? 'default');
  });

/** Takes the option at a place of a choice, and answers its name. */
async function choose(page: Page, label: string, at: number): Promise<string> {
  const field = page.getByRole('button', { name: new RegExp(`${label}$`) });
  await field.click();
  const option = page.getByRole('option').nth(at);
  const name = (await option.textContent()) ?? '';
  await option.click();
  await expect(field).toContainText(name);
  return name;
}

const isRinging = (page: Page): Promise<void> => expect.poll(async () => near(await playedHz(page), kRing), { message: 'it rings' }).toBe(true);

test('Chromium holds sound back: the page warns of it, a call rings unheard, one click and it is heard', async ({ office, phones, signIn }) => {
  const names = await signIn(anna);
  const browser = await chromium.launch(strictChromium());
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: office.url, locale: 'en-GB', permissions: ['microphone'] });
    const reports = await listen(context);
    const page = await untouched(context, office);
    reports.length = 0;
    await expect.poll(() => reports.at(-1), { message: 'the page warns before any call' }).toEqual({ rings: false, hz: [], said: expect.stringContaining(kWarning) });
    const phone = await phones.baresip(jonas, { hz: 700 });
    await phone.dial(anna);
    await expect.poll(() => reports.filter(({ rings }) => rings).length, { message: 'the call is shown' }).toBeGreaterThan(15);
    const ringing = reports.filter(({ rings }) => rings).slice(-10);
    for (const report of ringing) expect(report).toEqual({ rings: true, hz: [], said: expect.stringContaining(kWarning) });
    await expect(page.locator('.chip.attn', { hasText: t('shell:reach.none') })).toHaveAttribute('title', t('shell:reach.deaf.sound_blocked'));
    await expect(page.getByText(t('devices:trouble_why.sound_blocked'))).toBeVisible();
    await page.getByRole('button', { name: t('shell:sound_blocked.allow') }).click();
    await isRinging(page);
    await expect(page.getByText(t('shell:sound_blocked.title'))).toHaveCount(0);
    await expect(page.locator('.chip.attn')).toHaveCount(0);
    await new Client(page).answer(names.person(jonas).name);
    await phone.event('CALL_ESTABLISHED');
    await pageHears(page, 700);
  } finally {
    await browser.close();
  }
});

test('a ringing call is silenced here and rings on: then answered, 700 Hz is heard', async ({ page, context, office, phones, signIn }) => {
  await spyOnOutput(context);
  const names = await signIn(anna);
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  const other = new Client(await context.newPage());
  await other.page.goto('/');
  const caller = names.person(jonas).name;
  const phone = await phones.baresip(jonas, { hz: 700 });
  await phone.dial(anna);
  await isRinging(page);
  // In the tab that is not the telephone: the other one rings.
  await other.incoming(caller).getByRole('button', { name: t('calls:silence') }).click();
  await expect.poll(() => playedHz(page), { message: 'it is silent' }).toEqual([]);
  await expect(client.incoming(caller).getByRole('button', { name: t('calls:silence') })).toHaveCount(0);
  await client.answer(caller);
  await phone.event('CALL_ESTABLISHED');
  await pageHears(page, 700);
});

test('microphone, speaker and ring device are chosen apart and kept; ringing is heard where it was chosen', async ({ page, context, office, phones, signIn }) => {
  await spyOnOutput(context);
  const names = await signIn(anna);
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  await page.goto('/#/settings/sound');
  const chosen = [await choose(page, t('sound:microphone'), 1), await choose(page, t('sound:speaker'), 1), await choose(page, t('sound:ring'), 2)];
  expect(new Set(chosen).size).toBe(3);
  await page.reload();
  for (const name of chosen) await expect(page.getByRole('button', { name: new RegExp(name.replace(/[()]/g, '.')) })).toBeVisible();
  const sinks = await page.evaluate(async () => {
    const kept = JSON.parse(localStorage.getItem('sidetone.audio') ?? '{}') as { chosen: Record<string, string> };
    const known = await navigator.mediaDevices.enumerateDevices();
    return Object.fromEntries(Object.entries(kept.chosen).map(([role, id]) => [role, known.find((device) => device.deviceId === id)?.label]));
  });
  expect([sinks['microphone'], sinks['speaker'], sinks['ring']]).toEqual(chosen);
  await client.registered();
  const phone = await phones.baresip(jonas, { hz: 700 });
  await phone.dial(anna);
  await expect(client.incoming(names.person(jonas).name)).toBeVisible();
  await isRinging(page);
  await expect.poll(() => sounding(page)).toContain('ring');
  await client.answer(names.person(jonas).name);
  await phone.event('CALL_ESTABLISHED');
  await pageHears(page, 700);
});

test('the audio test: a tone on the speaker, the level, and oneself recorded and played back', async ({ page, context, office }) => {
  await spyOnOutput(context);
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await page.goto('/#/settings/sound');
  await page.getByRole('button', { name: t('sound:play') }).first().click();
  await expect.poll(async () => near(await playedHz(page), [523, 659, 784]), { message: 'the test tone is played' }).toBe(true);
  await expect.poll(async () => Number(await page.getByRole('meter', { name: t('sound:level') }).first().getAttribute('aria-valuenow')), { message: 'the level moves' }).toBeGreaterThan(8);
  await page.getByRole('button', { name: t('sound:test.begin') }).click();
  await expect(page.getByText(t('sound:test.recording'))).toBeVisible();
  await expect(page.getByText(t('sound:test.playing'))).toBeVisible();
  await expect.poll(async () => near(await playedHz(page), [440]), { message: 'one hears oneself' }).toBe(true);
  await expect(page.getByText(t('sound:found.voice'), { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: t('sound:test.begin') })).toBeVisible();
});

test('another ring tone is listened to, rings where ringing was chosen, and is kept', async ({ page, context, office, phones, signIn }) => {
  await spyOnOutput(context);
  const names = await signIn(anna);
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  await page.goto('/#/settings/sound');
  await choose(page, t('sound:ring'), 2);
  const tone = page.getByRole('button', { name: new RegExp(`${t('sound:tone')}$`) });
  await tone.click();
  await page.getByRole('option', { name: t('sound:tones.low') }).click();
  await page.getByRole('button', { name: t('sound:play') }).nth(1).click();
  const isLow = (): Promise<void> => expect.poll(() => playedHz(page).then((hz) => near(hz, [330, 392]) && !near(hz, kRing)), { message: 'the low tone' }).toBe(true);
  await isLow();
  expect(new Set(await sounding(page)), 'nowhere else').toEqual(new Set(['ring']));
  await expect(page.getByRole('button', { name: t('sound:play') }), 'the tone ends by itself').toHaveCount(3);
  await page.reload();
  await expect(tone).toContainText(t('sound:tones.low'));
  await client.registered();
  const phone = await phones.baresip(jonas, { hz: 700 });
  await phone.dial(anna);
  await expect(client.incoming(names.person(jonas).name)).toBeVisible();
  await isLow();
  expect(await sounding(page)).toContain('ring');
  await client.answer(names.person(jonas).name);
  await phone.event('CALL_ESTABLISHED');
  await pageHears(page, 700);
});

test('the echo test: one hears oneself, reads what was found, mutes, and a call that comes ends it', async ({ page, context, office, phones, signIn }) => {
  await spyOnOutput(context);
  const names = await signIn(anna);
  const client = new Client(page);
  await client.signIn(anna, office.password(anna));
  await client.registered();
  await page.goto('/#/settings/sound');
  await page.getByRole('button', { name: t('sound:echo.begin') }).click();
  const running = page.getByRole('region', { name: t('sound:echo.title') });
  const hearsItself = (): Promise<void> => expect.poll(async () => near(await playedHz(page), [440]), { message: 'one hears oneself' }).toBe(true);
  const level = (): Promise<number> => running.getByRole('meter').getAttribute('aria-valuenow').then(Number);
  await hearsItself();
  await expect.poll(level, { message: 'the level of what is said' }).toBeGreaterThan(8);
  const found = page.getByRole('listitem');
  await expect(found.filter({ hasText: t('sound:found.voice') })).toContainText(t('sound:found.good'));
  await expect(found.filter({ hasText: t('sound:found.way') }).locator('.num'), 'measured in milliseconds').toHaveText(/^[1-9]\d* ms$/);
  await running.getByRole('button', { name: t('sound:echo.mute') }).click();
  await expect.poll(level).toBe(0);
  await expect.poll(() => playedHz(page), { message: 'muted, a second later it is silent' }).toEqual([]);
  await running.getByRole('button', { name: t('sound:echo.unmute') }).click();
  await hearsItself();
  const phone = await phones.baresip(jonas, { hz: 700 });
  await phone.dial(anna);
  await expect(running).toHaveCount(0);
  await isRinging(page);
  await client.answer(names.person(jonas).name);
  await phone.event('CALL_ESTABLISHED');
  await pageHears(page, 700);
  await expect(page.getByRole('button', { name: t('sound:echo.begin') }), 'no test while one talks').toHaveCount(0);
});
