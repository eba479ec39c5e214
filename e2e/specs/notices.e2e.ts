import type { Page } from '@playwright/test';
import { belowNotices } from '../harness/layout.ts';
import { DESKTOP } from '../harness/program.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

const PHONE = { width: 390, height: 844 };
const drafts = (page: Page) => page.getByRole('region', { name: 'Drafts' });
const continued = (page: Page) => drafts(page).getByRole('link', { name: /^Continue: / });

async function begin(page: Page, words: string): Promise<void> {
  const form = new RequestForm(page);
  await form.open();
  await form.justify(words);
}

test('a notice covers nothing that is typed into or pressed, and can be closed; a double click on Discard discards one draft', async ({
  installation,
  unpackDevice,
}) => {
  test.setTimeout(150_000);
  const company = installation.company('cascade');
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson'));
  for (const words of ['The first one.', 'The second one.', 'The third one.']) await begin(page, words);
  await page.getByRole('link', { name: 'My requests' }).first().press('Enter');
  await expect(continued(page)).toHaveCount(3);

  // The second click falls on the draft that moves up.
  const discard = drafts(page).getByRole('button', { name: /^Discard: / });
  const { x, y, width, height } = (await discard.first().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const at = [x + width / 2, y + height / 2] as const;
  await page.mouse.move(...at);
  await page.mouse.down({ clickCount: 1 });
  await page.mouse.up({ clickCount: 1 });
  await expect(continued(page)).toHaveCount(2);
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  const notice = page.getByRole('alert').filter({ hasText: 'Draft discarded' });
  await expect(notice).toBeVisible();
  // The pointer on it keeps it there.
  await notice.hover();
  await expect(drafts(page).getByText('1 discarded draft')).toBeVisible();
  await expect(continued(page)).toHaveCount(2);

  for (const size of [DESKTOP, PHONE]) {
    await page.setViewportSize(size);
    await notice.hover();
    await expect.poll(() => belowNotices(page)).toEqual([]);
    await screenshot(page, `30-notice-${size.width}`);
  }
  // Also over a form, which is longer than the screen.
  await continued(page).first().press('Enter');
  const form = new RequestForm(page);
  await expect(form.justification).toBeVisible();
  await notice.hover();
  await expect.poll(() => belowNotices(page)).toEqual([]);
  await screenshot(page, '31-notice-over-form-390');
  await page.setViewportSize(DESKTOP);
  await notice.hover();
  await expect.poll(() => belowNotices(page)).toEqual([]);
  await screenshot(page, '31-notice-over-form-1280');
  await notice.getByRole('button', { name: 'Close' }).press('Enter');
  await expect(notice).toBeHidden();
});
