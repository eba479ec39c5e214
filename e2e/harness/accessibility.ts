import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Until whatever fades or slides in has arrived: half-faded text has no contrast, and nobody reads it yet. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const finite = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(finite.map(({ finished }) => finished));
  });
}

/** What axe-core finds against WCAG 2.1 A and AA on this screen, contrast among it. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await atRest(page);
  const axe = new AxeBuilder({ page })
    // What passes is of no interest, and describing it takes most of the time.
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    // Otherwise axe opens a page of its own, which Electron cannot, and which is for frames of other origins.
    .setLegacyMode();
  const { violations } = await axe.analyze();
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`,
  );
}

export async function expectAccessible(page: Page): Promise<void> {
  expect(await accessibilityFaults(page)).toEqual([]);
}
