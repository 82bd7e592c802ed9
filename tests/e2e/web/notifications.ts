// The desktop notifications a page has shown. They are real ones; only their click, which no browser lets a test make, is dispatched.
import { type BrowserContext, type Page, expect } from '@playwright/test';

export async function spyOnNotifications(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const shown: Notification[] = [];
    Object.defineProperty(window, '__notifications', { value: shown });
    const Original = window.Notification;
    window.Notification = class extends Original {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        shown.push(this);
      }
    };
  });
}

const titles = (page: Page): Promise<string[]> => page.evaluate(() => (window as unknown as { __notifications: Notification[] }).__notifications.map(({ title }) => title));

export const isNotified = (page: Page, title: string): Promise<void> => expect.poll(() => titles(page)).toContain(title);

export const clickNotification = (page: Page): Promise<void> =>
  page.evaluate(() => {
    (window as unknown as { __notifications: Notification[] }).__notifications.at(-1)?.dispatchEvent(new Event('click'));
  });
