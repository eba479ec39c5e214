import type { Page } from '@playwright/test';
import type { Device } from '../harness/device.ts';
import { SalesApi } from '../harness/sales-api.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

const FOR_A_MANAGER = 2_500;
const WHY = 'They take the whole pallet.';

interface Left {
  /** The program as it is after the page was left. */
  page: Page;
  laptop: Device;
}
const reloaded = async ({ page }: Left): Promise<Page> => {
  await page.reload();
  return page;
};
const restarted = async ({ laptop }: Left): Promise<Page> => {
  await laptop.quit();
  return laptop.start();
};

for (const [how, leave] of [
  ['reloaded', reloaded],
  ['ended', restarted],
] as const) {
  test(`the last letters of a draft are there after the program was ${how} right behind them`, async ({
    installation,
    unpackDevice,
  }) => {
    const company = installation.company('cascade');
    const laptop = await unpackDevice();
    let page = await laptop.start();
    await signIn(page, company, loginOf(company, 'salesperson'));
    let form = new RequestForm(page);
    await form.open();
    await form.chooseCustomer();
    await form.justification.click();
    await form.justification.pressSequentially(WHY);
    page = await leave({ page, laptop });
    form = new RequestForm(page);
    if (how === 'ended') {
      await page.getByRole('link', { name: 'My requests' }).first().click();
      await page.getByRole('link', { name: /^Continue: / }).click();
    }
    await expect(form.justification).toHaveValue(WHY);
  });

  test(`a choice and the last letters of a decision are there after the program was ${how} right behind them`, async ({
    installation,
    unpackDevice,
  }) => {
    const company = installation.company('nordlicht');
    const sales = await SalesApi.signIn(installation, company, loginOf(company, 'salesperson'));
    const { code } = await sales.submit({ discountBp: FOR_A_MANAGER });
    const desk = await unpackDevice();
    let page = await desk.start();
    await signIn(page, company, loginOf(company, 'manager'));
    const open = () => page.getByTestId('inbox-card').filter({ hasText: code }).press('Enter');
    await open();
    await page.getByRole('button', { name: 'Ask for changes' }).press('Enter');
    page = await leave({ page, laptop: desk });
    if (how === 'ended') await open();
    const what = page.getByRole('textbox', { name: 'What should change?' });
    await what.click();
    await what.pressSequentially('Less.');
    page = await leave({ page, laptop: desk });
    if (how === 'ended') await open();
    await expect(page.getByRole('textbox', { name: 'What should change?' })).toHaveValue('Less.');
  });
}
