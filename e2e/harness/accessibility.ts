import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Until whatever fades or slides in has arrived: half-faded text has no contrast, and nobody reads it yet. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const finite = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(finite.map(({ finished }) => finished));
  });
}

/**
 * WCAG lets large text be paler (3:1), and so does axe: a warning in large type was paler than the same one in small type. Ours
 * is 4.5:1 everywhere. A check's options replace axe's own, so those are repeated.
 */
const CHECKS = {
  'color-contrast': {
    options: {
      ignoreUnicode: true,
      ignoreLength: false,
      ignorePseudo: false,
      boldValue: 700,
      boldTextPt: 14,
      largeTextPt: 18,
      contrastRatio: { normal: { expected: 4.5 }, large: { expected: 4.5 } },
      pseudoSizeThreshold: 0.25,
      shadowOutlineEmMax: 0.2,
      textStrokeEmMin: 0.03,
    },
  },
};

/** What axe-core finds against WCAG 2.1 A and AA on this screen, contrast among it. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await atRest(page);
  // What passes is of no interest, and describing it takes most of the time. Axe's types do not know of `checks`.
  const options: Parameters<AxeBuilder['options']>[0] & { checks: typeof CHECKS } = {
    resultTypes: ['violations'],
    checks: CHECKS,
  };
  const axe = new AxeBuilder({ page })
    .options(options)
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
