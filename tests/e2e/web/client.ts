// The web client as a person uses it.
import { type Locator, type Page, expect } from '@playwright/test';
import { pattern, t } from './texts.ts';

const firstName = (name: string): string => name.split(' ')[0] ?? name;

export class Client {
  constructor(readonly page: Page) {}

  async signIn(name: string, password: string): Promise<void> {
    await this.page.goto('/');
    await this.enter(name, password);
    await expect(this.box).toBeVisible();
  }
  async enter(name: string, password: string): Promise<void> {
    await this.page.getByRole('textbox', { name: t('signin:name') }).fill(name);
    await this.page.getByLabel(t('signin:password'), { exact: true }).fill(password);
    await this.page.getByRole('button', { name: t('signin:submit') }).click();
  }

  /** This browser is a phone now: calls can be made from it. */
  async registered(): Promise<void> {
    await expect(this.page.locator('.chip', { hasText: t('devices:browser.listed') }).first()).toBeVisible();
  }

  get box(): Locator {
    return this.page.getByRole('combobox', { name: t('box:label') });
  }
  /** Through the one box, by keyboard. */
  async dial(text: string): Promise<void> {
    await this.box.fill(text);
    await expect(this.page.getByRole('option').first()).toBeVisible();
    await this.box.press('Enter');
  }
  async callFrom(device: string): Promise<void> {
    await this.page.getByRole('button', { name: pattern('shell:call_from') }).click();
    await this.page.getByRole('menuitemradio', { name: new RegExp(`^${device}`) }).click();
  }

  get reconnecting(): Locator {
    return this.page.getByRole('status').filter({ hasText: t('shell:reconnecting.title') });
  }

  person(name: string): Locator {
    return this.page.getByRole('row', { name: pattern('people:cell', { name }) }).first();
  }
  async lamp(name: string, lamp: string): Promise<void> {
    await expect(this.person(name)).toContainText(t(`people:lamp.${lamp}`));
  }

  incoming(name: string): Locator {
    return this.page.getByRole('region', { name: t('calls:call_from', { name }) });
  }
  async answer(name: string): Promise<void> {
    await this.incoming(name).getByRole('button', { name: t('calls:answer_here') }).click();
  }
  async reject(name: string): Promise<void> {
    await this.incoming(name).getByRole('button', { name: t('calls:reject') }).click();
  }

  /** A line of the settings page of own devices. */
  device(name: string): Locator {
    return this.page.locator('.dvs li').filter({ has: this.page.getByText(name, { exact: true }) });
  }
  async changeDevice(name: string, what: string): Promise<void> {
    await this.page.getByRole('button', { name: t('devices:more', { name }) }).click();
    await this.page.getByRole('menuitem', { name: what }).click();
  }

  /** The card of a call that could not begin. */
  get notStarted(): Locator {
    return this.page.getByRole('alert').filter({ hasText: t('calls:not_started') });
  }
  /** Says what happened, what it means for the other one, and what to do about it. */
  async refusedMicrophone(name: string): Promise<void> {
    const said = [t('calls:microphone_refused'), t('calls:microphone_refused_why', { name: firstName(name) }), t('calls:way_out.site'), t('calls:way_out.allow').replace(/<.?b>/g, ''), t('calls:way_out.back')];
    for (const sentence of said) await expect(this.notStarted).toContainText(sentence);
    await expect(this.notStarted).toContainText(name);
    await expect(this.notStarted.getByRole('button', { name: t('calls:try_again') })).toBeVisible();
  }

  card(name: string): Locator {
    return this.page.getByRole('article', { name: pattern('calls:card', { name }) });
  }
  get cards(): Locator {
    return this.page.locator('article.callcard');
  }
  async press(name: string, key: string, values: Record<string, string> = {}): Promise<void> {
    await this.card(name).getByRole('button', { name: t(`calls:${key}`, values) }).click();
  }
  /** The card says so. */
  async says(name: string, key: string, values: Record<string, string> = {}): Promise<void> {
    await expect(this.card(name)).toContainText(t(`calls:${key}`, values));
  }
}
