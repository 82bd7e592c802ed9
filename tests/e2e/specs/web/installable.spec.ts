// Installed as an application: what Chromium asks for, and a page that opens while the server is away.
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { chromium } from '@playwright/test';
import { expect, test } from '../../fixtures.ts';
import { chromiumLaunch } from '../../support/browsers.ts';
import type { Office } from '../../support/office.ts';
import { workFolder } from '../../support/paths.ts';
import { anna } from '../../support/people.ts';
import { Client } from '../../web/client.ts';
import { t } from '../../web/texts.ts';

/** Chromium runs a service worker only where it trusts the certificate: it is told this one's key. */
function keyHash(office: Office): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: office.host, port: office.ports.web, rejectUnauthorized: false }, () => {
      const key = new X509Certificate(socket.getPeerCertificate().raw).publicKey.export({ type: 'spki', format: 'der' });
      socket.end();
      resolve(createHash('sha256').update(key).digest('base64'));
    });
    socket.once('error', reject);
  });
}

test('the client can be installed, and opens and says so while the server is away', async ({ office }) => {
  const options = chromiumLaunch(undefined, [`--ignore-certificate-errors-spki-list=${await keyHash(office)}`]);
  const profile = mkdtempSync(join(workFolder('profiles'), 'installed-'));
  const context = await chromium.launchPersistentContext(profile, { ...options, baseURL: office.url, locale: 'en-GB' });
  try {
    const page = await context.newPage();
    const client = new Client(page);
    await client.signIn(anna, office.password(anna));
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const protocol = await context.newCDPSession(page);
    expect((await protocol.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);
    expect((await protocol.send('Page.getAppManifest')).errors).toEqual([]);
    // Once more with the service worker in charge: it keeps the page.
    await page.reload();
    await expect(client.box).toBeVisible();
    await office.down();
    await page.reload();
    await expect(page.getByText(t('app:unreachable'))).toBeVisible();
    await office.up();
    await expect(client.box).toBeVisible();
  } finally {
    await context.close();
  }
});
