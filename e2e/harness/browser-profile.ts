import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from '@playwright/test';
import { chromiumOptions } from './chromium.ts';

/** A browser with a fresh profile, for what exists only in browsers, whichever host the desktop app runs in. */
export class BrowserProfile implements AsyncDisposable {
  readonly context: BrowserContext;
  readonly #folder: string;

  private constructor(context: BrowserContext, folder: string) {
    this.context = context;
    this.#folder = folder;
  }

  static async open(): Promise<BrowserProfile> {
    const folder = await mkdtemp(join(tmpdir(), 'marginiq-profile-'));
    const viewport = { width: 1280, height: 860 };
    const options = { ...chromiumOptions(), viewport, locale: 'en-GB' };
    return new BrowserProfile(await chromium.launchPersistentContext(folder, options), folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
