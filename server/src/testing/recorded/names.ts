import { PASSWORD, type TestCompany } from '../test-company.ts';

/** Texts that differ in every test company, mapped to their name in a recording. Longer texts come before their substrings. */
export function namesOf({ id, slug, data }: TestCompany): [name: string, text: string][] {
  return [
    ['company', id],
    ['at', `@${slug}.example`],
    ['slug', slug],
    ['password', PASSWORD],
    ...data.people.map((one): [string, string] => [`person.${one.name}`, one.id]),
    ...data.customers.map((one): [string, string] => [`customer.${one.code}`, one.id]),
    ...data.products.map((one): [string, string] => [`product.${one.sku}`, one.id]),
  ];
}
