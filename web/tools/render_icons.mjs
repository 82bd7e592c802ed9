// Renders public/icon.svg to the PNG sizes that installers of web apps want. Run by hand when the picture changes.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const kPublic = fileURLToPath(new URL('../public/', import.meta.url));
const svg = readFileSync(`${kPublic}icon.svg`, 'utf8');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const [name, size, maskable] of [
  ['icon-192.png', 192, false],
  ['icon-512.png', 512, false],
  ['icon-maskable-512.png', 512, true],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  // A maskable picture fills its square; the round corners are the launcher's business.
  const picture = maskable ? svg.replace(' rx="11"', '') : svg;
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${picture}`);
  await page.screenshot({ path: `${kPublic}${name}`, omitBackground: true });
  await page.close();
}
await browser.close();
