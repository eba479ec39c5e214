import { createInstance, type TOptions } from 'i18next';
import en from './messages/en.json' with { type: 'json' };

/**
 * Everything that people read, by code. A second language is one more file beside `en.json`, of the same shape, named here.
 * i18next, because it chooses plural forms by the language's own rules and needs no build step.
 */
const CATALOGUES = { en: { translation: en } };

type PluralForm = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
type Leaf<Name extends string> = Name extends `${infer Base}_${PluralForm}` ? Base : Name;
type KeysOf<T> = {
  [K in keyof T & string]: T[K] extends string ? Leaf<K> : `${K}.${KeysOf<T[K]>}`;
}[keyof T & string];

/** A text's place in the catalogue: `status.approved`. Plural forms share one key and take a `count`. */
export type MessageKey = KeysOf<typeof en>;

const catalogue = createInstance();
void catalogue.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: CATALOGUES,
  initAsync: false,
  // React escapes what it shows.
  interpolation: { escapeValue: false },
});

/** The text in the user's language. @param values for its `{{names}}`; `count` chooses the plural form */
export function t(key: MessageKey, values: TOptions = {}): string {
  return catalogue.t(key, values);
}

/** The text for a code that came from elsewhere (the server, a newer version); null if the catalogue has none. */
export function textForCode(section: string, code: string, values: TOptions = {}): string | null {
  const key = `${section}.${code}`;
  return catalogue.exists(key, values) ? catalogue.t(key, values) : null;
}

/** With the id under which the server's log has what went wrong, where it named one. */
export const withReference = (text: string, reference: string | null | undefined): string =>
  reference === null || reference === undefined ? text : t('general.withReference', { text, reference });

/** Several things in one sentence, as the language joins them: "the rules, a price and the customer". */
export function listText(items: readonly string[]): string {
  return new Intl.ListFormat(catalogue.language).format(items);
}
