import type { CDPSession, Page } from '@playwright/test';
import { quantile } from '../statistics.ts';

export interface Press {
  /** The renderer main thread's own time, from the key to the paint of what it changed. */
  threadMs: number;
  /** By the clock on the wall, from the key's event to the same paint. */
  wallMs: number;
}

export const figuresOf = (presses: readonly Press[], what: keyof Press) => {
  const values = presses.map((press) => press[what]);
  return { median: quantile(values, 0.5), p95: quantile(values, 0.95) };
};

/** Longer than a draft waits before it is saved, so that no press pays for the previous one. */
const PAUSE_MS = 450;

declare global {
  interface Window {
    /** Resolves when what a key changes is painted, with how long that took since the key's event. */
    nextPaint: (selector: string) => Promise<number>;
    pending?: Promise<number>;
  }
}

/** Put into the page before its own scripts. A frame's callback comes before its paint, a message posted there behind. */
export function installPaintWatch(): void {
  const shown = (selector: string) => {
    const element = document.querySelector(selector);
    return element instanceof HTMLTextAreaElement ? element.value : (element?.textContent ?? null);
  };
  window.nextPaint = (selector) =>
    new Promise((resolve) => {
      const before = shown(selector);
      const onKey = (event: KeyboardEvent) => {
        const look = () => {
          const now = shown(selector);
          if (now === before || now === null) {
            requestAnimationFrame(look);
            return;
          }
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - event.timeStamp);
          port2.postMessage(null);
        };
        requestAnimationFrame(look);
      };
      addEventListener('keydown', onKey, { capture: true, once: true });
    });
}

/** In milliseconds of the renderer main thread's own time, excluding the cost of measuring it. */
async function threadTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return (of('ThreadTime') - of('DevToolsCommandDuration')) * 1000;
}

/**
 * Presses keys into the focused field, and measures each until what `selector` finds has changed and is painted.
 * @param keyOf the key of each press; every one has to change what `selector` finds
 */
export async function pressKeys(
  page: Page,
  { count, selector, keyOf }: { count: number; selector: string; keyOf: (press: number) => string },
): Promise<Press[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const presses: Press[] = [];
  for (let press = 0; press < count; press += 1) {
    await page.waitForTimeout(PAUSE_MS);
    await page.evaluate((what) => {
      window.pending = window.nextPaint(what);
    }, selector);
    const before = await threadTime(session);
    await page.keyboard.down(keyOf(press));
    const wallMs = await page.evaluate(() => window.pending ?? Number.NaN);
    const threadMs = (await threadTime(session)) - before;
    await page.keyboard.up(keyOf(press));
    presses.push({ threadMs, wallMs });
  }
  await session.detach();
  return presses;
}
