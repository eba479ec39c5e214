import { accessibilityFaults } from '../harness/accessibility.ts';
import { BrowserProfile } from '../harness/browser-profile.ts';
import { expect, test } from '../harness/test.ts';

const saying = (color: string) => `<!doctype html><html lang="en"><head><title>Margin</title></head>
  <body style="background: #fff"><main><h1 style="font: 700 34px sans-serif; color: ${color}">12.4%</h1></main></body></html>`;

// Control for every other spec that looks at a screen with axe.
test('large text is held to the same contrast as small text', async () => {
  await using browser = await BrowserProfile.open();
  const page = await browser.context.newPage();
  // Mantine's orange.9, which is 4.3:1 on white, and what is made of it.
  await page.setContent(saying('#d9480f'));
  expect(await accessibilityFaults(page)).toEqual([expect.stringMatching(/^color-contrast: .*h1/)]);
  await page.setContent(saying('color-mix(in srgb, #d9480f 70%, black)'));
  expect(await accessibilityFaults(page)).toEqual([]);
});
