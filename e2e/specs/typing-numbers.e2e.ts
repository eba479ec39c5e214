import type { Page } from '@playwright/test';
import { setCompanyLocale } from '../harness/operator.ts';
import { expect, type PerTest, type PerWorker, test } from '../harness/test.ts';
import { openForm } from '../pages/open-form.ts';

/** Exactly the evaluation's statement about the discount: "7.5" of "Discount 7.5%". */
async function expectDiscount(page: Page, percent: string): Promise<void> {
  const label = page.getByTestId('evaluation').getByText(/^Discount /);
  await expect(label).toHaveText(new RegExp(`^Discount ${percent.replace('.', '\\.')}\\s?%$`));
}

const LOCALES = [
  { locale: 'en-IE', point: '.', half: '2.5' },
  { locale: 'de-DE', point: ',', half: '2,5' },
  { locale: 'pt-BR', point: ',', half: '2,5' },
];

/** The form of a new request, with a customer, in a company that writes numbers as the locale does. */
async function formIn(locale: string, { installation, unpackDevice }: PerTest & PerWorker) {
  await setCompanyLocale(installation, 'nordlicht', locale);
  const { page, form } = await openForm({ installation, unpackDevice }, 'nordlicht');
  await form.chooseCustomer();
  return { page, form };
}

for (const { locale, point, half } of LOCALES) {
  test(`numbers typed with point or comma are the numbers that were meant, in ${locale}`, async ({
    installation,
    unpackDevice,
  }) => {
    test.setTimeout(180_000);
    const { page, form } = await formIn(locale, { installation, unpackDevice });
    await form.chooseProduct(1);
    // An expensive quantity, so that rounding to a cent does not show in the overall percentage.
    await form.quantity(1000);
    const [discount, quantity] = [form.discountField(1), form.quantityField(1)];

    for (const [typed, written] of [
      ['7.5', `7${point}5`],
      ['7,5', `7${point}5`],
      ['12.25', `12${point}25`],
      ['0.5', `0${point}5`],
      [',5', `0${point}5`],
    ] as const) {
      await form.type(discount, typed);
      // The field keeps the text while it is being typed, and the verdict is of the number already.
      await expect(discount).toHaveValue(typed);
      await expectDiscount(page, written);
      await page.keyboard.press('Tab');
      await expect(discount).toHaveValue(written);
      await expectDiscount(page, written);
    }

    // Two readings: refused at the field, both offered, none guessed.
    await form.type(discount, '2.500');
    await expect(form.verdict).toBeHidden();
    await expect(form.missing).toContainText('Product 1: the discount');
    const readings = page.getByRole('group', { name: 'Possible meanings of Discount of product 1' });
    await expect(readings.getByRole('button')).toHaveText(['2500 % (whole)', '2.5 % (decimal)']);
    await page.keyboard.press('Tab');
    await expect(discount).toHaveValue('2.500');
    await readings.getByRole('button', { name: '2.5 % (decimal)', exact: true }).click();
    await expect(discount).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(discount).toHaveValue(half);
    await expectDiscount(page, half);

    await form.type(quantity, '2.500');
    await expect(form.verdict).toBeHidden();
    const meant = page.getByRole('group', { name: 'Possible meanings of Quantity of product 1' });
    await expect(meant.getByRole('button')).toHaveText(['2500 (whole)', '2.5 (decimal)']);
    await meant.getByRole('button', { name: '2500 (whole)', exact: true }).click();
    await expect(quantity).toHaveValue('2500');
    await expect(form.verdict).toBeVisible();

    // An impossible quantity is refused at its field.
    await form.type(quantity, '1.5');
    await expect(page.getByRole('alert').filter({ hasText: 'enter a whole number' })).toBeVisible();
    await expect(quantity).toHaveAttribute('aria-invalid', 'true');
    await expect(form.verdict).toBeHidden();
    await form.type(quantity, '0');
    await expect(page.getByRole('alert').filter({ hasText: 'enter at least 1' })).toBeVisible();
    await form.type(quantity, '3');
    await expect(form.verdict).toBeVisible();
  });
}

for (const { locale, half } of LOCALES) {
  test(`parts of what is sold by measure are typed and shown as the company writes them, in ${locale}`, async ({
    installation,
    unpackDevice,
  }) => {
    test.setTimeout(180_000);
    const { page, form } = await formIn(locale, { installation, unpackDevice });
    await form.chooseProductNamed(1, 'Washer M8');
    await form.discount(2, 1);
    const [quantity, eighth] = [form.quantityField(1), half.replace('5', '125')];

    for (const typed of ['2.5', '2,5', '2,50', '2.5 kg', '2,5kg', '2,50 KG']) {
      await form.type(quantity, typed);
      await expect(form.verdict).toBeVisible();
      await page.keyboard.press('Tab');
      await expect(quantity).toHaveValue(half);
    }

    // Two readings, and both can be meant: neither is guessed.
    await form.type(quantity, '2.5 m');
    await expect(page.getByRole('alert').filter({ hasText: 'this product is sold by kg' })).toBeVisible();
    await expect(quantity).toHaveAttribute('aria-invalid', 'true');
    await expect(form.verdict).toBeHidden();
    await form.type(quantity, '2.125');
    const small = page.getByRole('button', { name: '2.125 kg (decimal)', exact: true });
    await small.click();
    // As intended, without the zero that keeps it from being read as two thousand.
    await expect(quantity).toHaveValue(eighth);
    await expect(form.verdict).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(quantity).toHaveValue(eighth);

    // A long one is shown to its last digit, beside the unit.
    await form.type(quantity, `100000${half.charAt(1)}1250`);
    await page.keyboard.press('Tab');
    await expect(quantity).toHaveValue(`100000${half.charAt(1)}125`);
    expect(await quantity.evaluate((field) => field.scrollWidth - field.clientWidth)).toBe(0);

    await form.type(quantity, '2.500');
    await expect(form.verdict).toBeHidden();
    await expect(form.missing).toContainText('Product 1: the quantity has to be corrected.');
    const meant = page.getByRole('group', { name: 'Possible meanings of Quantity of product 1' });
    await expect(meant.getByRole('button')).toHaveText(['2500 kg (whole)', '2.5 kg (decimal)']);
    await meant.getByRole('button', { name: '2.5 kg (decimal)', exact: true }).click();
    await expect(quantity).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(quantity).toHaveValue(half);
    await expect(form.verdict).toBeVisible();

    // The same text in a line of what is sold whole is marked at its field, and counts again once it can.
    await form.chooseAnotherProduct(1, 'Angle grinder 12 V');
    await expect(quantity).toHaveValue(half);
    await expect(quantity).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByRole('alert').filter({ hasText: 'this product is sold in whole units' })).toBeVisible();
    await expect(form.verdict).toBeHidden();
    await form.justification.click();
    await page.keyboard.press('Control+Enter');
    await expect(quantity).toBeFocused();
    await form.chooseAnotherProduct(1, 'Washer M8');
    await expect(quantity).not.toHaveAttribute('aria-invalid', 'true');
    await expect(form.verdict).toBeVisible();

    await form.submit();
    await expect(page.getByRole('cell', { name: `${half} kg`, exact: true })).toBeVisible();
    await expect(page.getByTestId('pending')).toBeHidden();
    await expect(page.getByTestId('refused')).toBeHidden();
    await expect(page.getByRole('cell', { name: `${half} kg`, exact: true })).toBeVisible();
  });
}

test('a line without quantity has no verdict, and the panel says which line it is', async ({
  installation,
  unpackDevice,
}) => {
  const { page, form } = await openForm({ installation, unpackDevice });
  await form.chooseCustomer();
  await form.chooseProduct(1);
  // Without any discount there is nothing to decide, and nothing says that it may pass.
  await expect(form.missing).toContainText('Enter a discount for at least one product.');
  await expect(form.verdict).toBeHidden();
  await form.discount(1, 1);
  await expect(form.verdict).toBeVisible();

  await page.getByRole('button', { name: 'Add product' }).click();
  // Typing continues in the new line; left untouched it changes nothing.
  await expect(page.getByRole('combobox', { name: 'Product 2' })).toBeFocused();
  await expect(form.verdict).toBeVisible();
  await page.keyboard.press('Escape');
  await form.chooseProduct(2, 1);
  await form.discount(30, 2);
  await expect(form.verdict).toBeVisible();
  await form.type(form.quantityField(2), '');
  await expect(form.verdict).toBeHidden();
  await expect(form.missing).toContainText('Product 2: enter a quantity.');

  // Submitting says the same and goes there.
  await form.justification.click();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'Product 2: enter a quantity.' })).toBeVisible();
  await expect(form.quantityField(2)).toBeFocused();
  await page.keyboard.type('2');
  await expect(form.verdict).toBeVisible();

  await page.getByRole('button', { name: 'Remove product 2' }).click();
  await expect(form.quantityField(1)).toBeFocused();
  await form.justification.click();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 1, name: /^R-/ })).toBeVisible();
});

test('words that chose no product hold the verdict back, and a product of another line is shown and not taken again', async ({
  installation,
  unpackDevice,
}) => {
  const { page, form } = await openForm({ installation, unpackDevice });
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.discount(1, 1);
  await expect(form.verdict).toBeVisible();
  const chosen = await page.getByRole('combobox', { name: 'Product 1' }).inputValue();
  const [articleNumber = ''] = chosen.split(' · ').slice(-1);

  // Typed over what is chosen: the verdict is no longer about what the field shows, and nothing is called wrong yet.
  const first = page.getByRole('combobox', { name: 'Product 1' });
  await first.click();
  await page.keyboard.type('zzz');
  await expect(form.verdict).toBeHidden();
  await expect(first).not.toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.press('Escape');
  await expect(first).toHaveValue(chosen);
  await expect(form.verdict).toBeVisible();

  await page.getByRole('button', { name: 'Add product' }).click();
  const second = page.getByRole('combobox', { name: 'Product 2' });
  await second.pressSequentially(articleNumber);
  const option = page.getByRole('option').first();
  await expect(option).toHaveText(`${chosen} · already on line 1`);
  await expect(option).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Enter');
  await expect(second).toHaveAttribute('aria-invalid', 'true');
  await expect(form.missing).toContainText('Product 2: what you typed selects no product.');
  await expect(form.verdict).toBeHidden();

  // Neither leaving the field nor submitting guesses.
  await form.justification.click();
  await expect(second).toHaveValue('');
  await expect(form.verdict).toBeHidden();
  await page.keyboard.press('Control+Enter');
  await expect(second).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(second).not.toHaveAttribute('aria-invalid', 'true');
  await expect(form.verdict).toBeVisible();
});

test('what a word processor pastes is cleaned before it is saved', async ({ installation, unpackDevice }) => {
  const { page, form } = await openForm({ installation, unpackDevice });
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.discount(1, 1);
  await form.justify('Before  after');
  for (let at = 0; at < 6; at += 1) await page.keyboard.press('ArrowLeft');
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'one\u000Btwo\u000Cthree\u0007');
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await page.keyboard.type('!');
  // At the caret, which stays behind what was pasted.
  await expect(form.justification).toHaveValue('Before one\ntwo\nthree! after');
  await form.submit();
  await expect(page.getByTestId('pending')).toBeHidden();
  await expect(page.getByTestId('refused')).toBeHidden();
});
