import type { Page } from '@playwright/test';
import type { BenchWorld, Figures } from '../bench.ts';
import { startApi } from '../node/api-process.ts';
import { openDatabase } from '../node/bench-database.ts';
import { median } from '../statistics.ts';
import { fillRequest, lineField, openApp, signInAnna } from './app-page.ts';
import { figuresOf, installPaintWatch, type Press, pressKeys } from './key-presses.ts';
import { makeLargeCatalogue } from './large-catalogue.ts';

const PRESSES = 60;
/** Not measured: the first ones compile what they run. */
const WARM_UP = 6;
const THROTTLED_PRESSES = 20;
const RELOADS = 5;

const EVALUATION = '[data-testid="evaluation"]';
const JUSTIFICATION = 'textarea[data-part="justification"]';

/** 4, 41, 4, 42, 4 ...: every press is another discount. */
const discountKey = (press: number) => (press % 2 === 0 ? String((press / 2) % 10) : 'Backspace');
const letterKey = (press: number) => 'the customer decides on friday '.charAt(press % 31);

async function measured(page: Page, how: Omit<Parameters<typeof pressKeys>[1], 'count'>, count = PRESSES) {
  const presses = await pressKeys(page, { ...how, count: WARM_UP + count });
  return presses.slice(WARM_UP);
}

async function lineOf(page: Page, count?: number): Promise<Press[]> {
  await lineField(page, 'Discount', 1).click();
  await page.keyboard.press('End');
  return measured(page, { selector: EVALUATION, keyOf: discountKey }, count);
}

async function lettersOf(page: Page, count?: number): Promise<Press[]> {
  await page.locator(JUSTIFICATION).click();
  await page.keyboard.press('ControlOrMeta+End');
  return measured(page, { selector: JUSTIFICATION, keyOf: letterKey }, count);
}

/** The same with the processor slowed to a quarter, by the clock on the wall. */
async function throttled(page: Page, press: (page: Page, count: number) => Promise<Press[]>) {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  try {
    return figuresOf(await press(page, THROTTLED_PRESSES), 'wallMs');
  } finally {
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await session.detach();
  }
}

async function measureTyping(page: Page, log: BenchWorld['log']): Promise<Figures> {
  const figures: Figures = {};
  const put = async (name: string, press: (page: Page, count?: number) => Promise<Press[]>) => {
    const { median: half, p95 } = figuresOf(await press(page), 'threadMs');
    const wall = await throttled(page, press);
    Object.assign(figures, { [name]: half, [`${name}P95`]: p95, [`${name}Wall4x`]: wall.median });
    log(
      `${name}: ${half.toFixed(1)} ms of the main thread (95 %: ${p95.toFixed(1)}), ${wall.median.toFixed(0)} ms at 4x`,
    );
  };
  await fillRequest(page, 1);
  await put('lineMs1', lineOf);
  await fillRequest(page, 20);
  await put('lineMs20', lineOf);
  await put('letterMs20', lettersOf);
  return figures;
}

/** From the navigation to the first row of the list painted, without network. */
async function coldStart(page: Page, log: BenchWorld['log']): Promise<number> {
  await page.getByRole('link', { name: 'My requests' }).first().click();
  const times: number[] = [];
  for (let reload = 0; reload < RELOADS; reload += 1) {
    await page.reload();
    times.push(await page.evaluate(() => window.firstRow));
  }
  log(`cold start: ${times.map((time) => time.toFixed(0)).join(', ')} ms`);
  return median(times);
}

declare global {
  interface Window {
    /** When the first row of a list was painted, since the navigation began. */
    firstRow: Promise<number>;
  }
}

function installFirstRowWatch(): void {
  window.firstRow = new Promise((resolve) => {
    const look = () => {
      if (document.querySelector('main li a[href*="#/requests/"]') === null) {
        requestAnimationFrame(look);
        return;
      }
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    };
    requestAnimationFrame(look);
  });
}

/** Typing into a request with 10,000 products and 7,500 customers on the device, in the built app; and its cold start. */
export async function typing({ mongoUri, chromium, log }: BenchWorld): Promise<Figures> {
  if (chromium === null) throw new Error('this measure needs Chromium');
  await using database = await openDatabase(mongoUri);
  const company = await makeLargeCatalogue(database.database);
  const api = await startApi(mongoUri, database.name);
  try {
    await using app = await openApp(chromium, api.url);
    const { page } = app;
    await page.addInitScript(installPaintWatch);
    await page.addInitScript(installFirstRowWatch);
    await page.reload();
    await signInAnna(page, company);
    const figures = await measureTyping(page, log);
    await api.child.stop();
    return { ...figures, coldStartMs: await coldStart(page, log) };
  } finally {
    await api.child.stop();
  }
}
