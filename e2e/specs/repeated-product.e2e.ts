import { setLines } from '../harness/operator.ts';
import { expect, test } from '../harness/test.ts';
import { openForm } from '../pages/open-form.ts';

test('lines of the same product are shown each as it is, and no other one after a change', async ({
  installation,
  unpackDevice,
}) => {
  const { page, form } = await openForm({ installation, unpackDevice });
  await form.chooseCustomer();
  await form.chooseProduct(1);
  await form.discount(2, 1);
  await page.getByRole('button', { name: 'Add product' }).click();
  await page.keyboard.press('Escape');
  await form.chooseProduct(2, 1);
  await form.quantity(9, 2);
  await form.submit();
  await expect(page.getByTestId('pending')).toBeHidden();
  const requestId = page.url().split('/requests/')[1] ?? '';

  const shown = page.getByRole('row').filter({ has: page.getByRole('cell') });
  const quantities = () => shown.locator('td:nth-child(2)').allInnerTexts();
  await expect.poll(quantities).toEqual(['1', '9']);
  const [first, second] = [0, 1];
  const changes = [
    [
      { of: first, quantity: 2 },
      { of: second, quantity: 7 },
      { of: first, quantity: 4 },
    ],
    [
      { of: second, quantity: 8 },
      { of: first, quantity: 5 },
    ],
  ];
  for (const lines of changes) {
    await setLines(installation, 'cascade', { requestId, lines });
    await expect.poll(quantities).toEqual(lines.map(({ quantity }) => String(quantity)));
  }
});
