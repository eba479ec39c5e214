import { expect, type Locator, type Page } from '@playwright/test';

/** The form of a new request, or of a revision. What a person types is typed here key by key. */
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
    if (words !== '') await field.pressSequentially(words);
    const option = this.#page.getByRole('option').first();
    const name = (await option.innerText()).split(' · ')[0] ?? '';
    await option.click();
    return name;
  }

  async chooseProduct(line: number, nth = 0): Promise<void> {
    await this.#page.getByRole('combobox', { name: `Product ${line}` }).click();
    await this.#page.getByRole('option').nth(nth).click();
  }

  async chooseProductNamed(line: number, name: string): Promise<void> {
    const field = this.#page.getByRole('combobox', { name: `Product ${line}` });
    await field.click();
    await field.pressSequentially(name);
    await this.#page.getByRole('option').first().click();
  }

  /** Types over the product in the line. */
  async chooseAnotherProduct(line: number, name: string): Promise<void> {
    await this.type(this.#page.getByRole('combobox', { name: `Product ${line}` }), name);
    await this.#page.getByRole('option').first().click();
  }

  /** @param line from 1; the last one where it is not given */
  quantityField(line?: number): Locator {
    return this.#numberField('Quantity', line);
  }

  discountField(line?: number): Locator {
    return this.#numberField('Discount', line);
  }

  #numberField(name: string, line: number | undefined): Locator {
    if (line !== undefined) return this.#page.getByRole('textbox', { name: `${name} of product ${line}`, exact: true });
    return this.#page.getByRole('textbox', { name: new RegExp(`^${name} of product \\d+$`) }).last();
  }

  async quantity(value: number | string, line?: number): Promise<void> {
    await this.type(this.quantityField(line), String(value));
  }

  async discount(percent: number | string, line?: number): Promise<void> {
    await this.type(this.discountField(line), String(percent));
  }

  async justify(words: string): Promise<void> {
    await this.type(this.justification, words);
  }

  get justification(): Locator {
    return this.#page.getByRole('textbox', { name: 'Why this discount?' });
  }

  /** Types over a field's content, key by key. */
  async type(field: Locator, text: string): Promise<void> {
    await field.click();
    await this.#page.keyboard.press('ControlOrMeta+a');
    await this.#page.keyboard.press('Delete');
    await field.pressSequentially(text);
  }

  get verdict() {
    return this.#page.getByTestId('verdict');
  }

  /** Shown in place of the verdict while something is missing. */
  get missing() {
    return this.#page.getByTestId('evaluation-missing');
  }

  /** Makes and submits a request that exceeds no limit, offline as well. @returns the request's code */
  async submitSmall(nthProduct = 0): Promise<string> {
    await this.open();
    await this.chooseCustomer();
    await this.chooseProduct(1, nthProduct);
    await this.discount(2);
    return this.submit();
  }

  /** Submits, by whatever the button says right now. @returns the request's code */
  async submit(): Promise<string> {
    await this.#page.getByRole('button', { name: /Submit|Save and send later/ }).click();
    const heading = this.#page.getByRole('heading', { level: 1, name: /^R-/ });
    await expect(heading).toBeVisible();
    return (await heading.innerText()).split(' · ')[0] ?? '';
  }
}
