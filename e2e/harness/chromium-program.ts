import { readFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { chromiumOptions } from './chromium.ts';
import type { Program, Viewport } from './program.ts';

/** The browser build, in a browser with a profile of its own. */
export async function startInChromium(folder: string, url: string, viewport: Viewport): Promise<Program> {
  const context = await chromium.launchPersistentContext(folder, { ...chromiumOptions(), viewport, locale: 'en-GB' });
  const firstWindow = context.pages()[0] ?? (await context.newPage());
  await firstWindow.goto(`${url}/app/`);
  return {
    firstWindow,
    anotherWindow: async () => {
      const page = await context.newPage();
      await page.goto(`${url}/app/`);
      return page;
    },
    showInertPage: async (page) => {
      await page.goto(`${url}/app/icon.svg`);
    },
    evictDatabases: async (page) => {
      const devtools = await context.newCDPSession(page);
      await devtools.send('Storage.clearDataForOrigin', { origin: new URL(url).origin, storageTypes: 'indexeddb' });
      await devtools.detach();
    },
    savedFile: async (page, action) => {
      // The browser's own save dialog cannot be answered by a test; a download, and the question after it, can.
      await page.evaluate(() => Object.assign(window, { showSaveFilePicker: undefined }));
      const download = page.waitForEvent('download');
      page.once('dialog', (dialog) => void dialog.accept());
      await action();
      const file = await download;
      return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
    },
    close: () => context.close(),
    quit: async () => {
      const pages = context.pages();
      // The browser ends with its last window, before Playwright has heard of that one.
      await context.newPage();
      for (const page of pages) {
        await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
      }
      await context.close();
    },
  };
}
