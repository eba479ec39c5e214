/**
 * Makes the icons of the packages from the one drawing, in Chromium: `node scripts/package/make-icons.mjs`. Its results are
 * committed, so that packaging needs no browser; run it again when the drawing changes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { icnsOf, icoOf } from './icon-files.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DRAWING = join(ROOT, 'apps/desktop/src/renderer/public/icon.svg');
const TARGET = join(ROOT, 'apps/desktop/build');
const SIZES = [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024];

const executablePath = process.env.MARGINIQ_CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
const page = await browser.newPage();
const source = `data:image/svg+xml;base64,${readFileSync(DRAWING).toString('base64')}`;
const pictures = [];
for (const size of SIZES) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body { margin: 0 }</style><img src="${source}" width="${size}" height="${size}">`);
  await page.waitForFunction('document.images[0].complete');
  pictures.push({ size, png: await page.screenshot({ omitBackground: true }) });
}
await browser.close();

mkdirSync(join(TARGET, 'icons'), { recursive: true });
for (const { size, png } of pictures) writeFileSync(join(TARGET, 'icons', `${size}x${size}.png`), png);
writeFileSync(join(TARGET, 'icon.ico'), icoOf(pictures.filter(({ size }) => size <= 256)));
writeFileSync(join(TARGET, 'icon.icns'), icnsOf(pictures));
