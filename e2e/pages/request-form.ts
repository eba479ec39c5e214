import { expect, type Page } from '@playwright/test';

/** The form of a new request, or of a revision. */
export class RequestForm {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.#page.getByRole('link', { name: 'New request' }).first().click();
    await expect(this.#page.getByRole('heading', { name: 'New request' })).toBeVisible();
  }

  /** Chooses the first customer that fits. @returns its name */
  async chooseCustomer(words = ''): Promise<string> {
    const field = this.#page.getByRole('combobox', { name: 'Customer' });
    await field.click();
    if (words !== '') await field.fill(words);
    const option = this.#page.getByRole('option').first();
    const name = (await option.innerText()).split(' · ')[0] ?? '';
    await option.click();
    return name;
  }

  async chooseProduct(line: number, nth = 0): Promise<void> {
    await this.#page.getByRole('combobox', { name: `Product ${line}` }).click();
    await this.#page.getByRole('option').nth(nth).click();
  }

  async quantity(value: number): Promise<void> {
    await this.#page.getByRole('textbox', { name: 'Quantity', exact: true }).last().fill(String(value));
  }

  async discount(percent: number): Promise<void> {
    await this.#page.getByRole('textbox', { name: 'Discount', exact: true }).last().fill(String(percent));
  }

  async justify(words: string): Promise<void> {
    await this.#page.getByRole('textbox', { name: 'Why this discount?' }).fill(words);
  }

  get verdict() {
    return this.#page.getByTestId('verdict');
  }

  /** Submits, by whatever the button says right now. @returns the request's code */
  async submit(): Promise<string> {
    await this.#page.getByRole('button', { name: /Submit|Save and send later/ }).click();
    const heading = this.#page.getByRole('heading', { level: 1, name: /^R-/ });
    await expect(heading).toBeVisible();
    return (await heading.innerText()).split(' · ')[0] ?? '';
  }
}
