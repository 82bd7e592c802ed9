// What tests say about sound and calls, in one line each.
import { type Page, expect } from '@playwright/test';
import type { OwnCall, SessionClient } from '../contract/session_client.ts';
import type { Baresip } from '../phones/baresip.ts';
import { heardHz } from '../sound/heard.ts';

/** Within 5 Hz, for the last half second. */
export const phoneHears = (phone: Baresip, hz: number): Promise<void> =>
  expect.poll(() => phone.heardHz(), { message: `the phone hears ${hz} Hz` }).toBeCloseTo(hz, -1);
export const phoneHearsNothing = (phone: Baresip): Promise<void> => expect.poll(() => phone.heardHz(), { message: 'the phone hears silence' }).toBe(0);
/** Sound, and not the other end's tone. */
export async function phoneHearsMusic(phone: Baresip, insteadOf: number): Promise<void> {
  await expect.poll(() => phone.heardRms() > 100 && !(Math.abs(phone.heardHz() - insteadOf) < 10), { message: `the phone hears music and not ${insteadOf} Hz` }).toBe(true);
}

export const pageHears = (page: Page, hz: number): Promise<void> =>
  expect.poll(() => heardHz(page, 4000), { message: `the page hears ${hz} Hz`, timeout: 40_000 }).toBeCloseTo(hz, -1);
export const pageHearsNothing = (page: Page): Promise<void> => expect.poll(() => heardHz(page, 700), { message: 'the page hears silence' }).toBe(0);

/** The only call of a session, once it is in the state. */
export const callIn = (client: SessionClient, state: string): Promise<OwnCall> => client.until(({ calls }) => calls.find((call) => call.state === state));
export const noCallsIn = (client: SessionClient): Promise<true> => client.until(({ calls }) => calls.length === 0);
export const lampOf = (client: SessionClient, shortName: string, lamp: string): Promise<true> => client.until(() => client.person(shortName).state.lamp === lamp);
