import { MAX_EMAIL, MAX_NAME, MAX_SLUG, MOST_CURRENCY_DIGITS } from '@marginiq/contract/limits';
import { companySchema, personSchema } from '@marginiq/contract/reference';
import { currencyDigits, isCurrency } from '@marginiq/domain/currency';
import { CallError } from '../operate/run-command.ts';
import { COMPANY_WORDS } from '../words/company-words.ts';
import type { Field } from './fill-in.ts';

/** A new company's data as typed, after checking. */
export interface CompanySettings {
  name: string;
  slug: string;
  currency: string;
  locale: string;
  timeZone: string;
  adminName: string;
  adminEmail: string;
}

export interface NewCompany extends CompanySettings {
  /** Digits behind the point of its amounts; absent: as many as its currency has. */
  priceDigits?: number;
}

/** A name as a person reads it: without blanks around, in one Unicode form. Null if it is empty, too long or not one line. */
export function cleanName(text: string, max: number): string | null {
  const name = text.normalize('NFC').trim();
  return name === '' || name.length > max || /\p{Cc}/u.test(name) ? null : name;
}

/** An email as accounts are found by; null if it is none. */
export function cleanEmail(text: string): string | null {
  const email = text.normalize('NFC').trim().toLowerCase();
  return email.length <= MAX_EMAIL && personSchema.shape.email.safeParse(email).success ? email : null;
}

function currencyOf(text: string): string | null {
  const code = text.trim().toUpperCase();
  return isCurrency(code) ? code : null;
}

function localeOf(text: string): string | null {
  try {
    const [locale = ''] = Intl.getCanonicalLocales(text.trim());
    const isKnown = Intl.NumberFormat.supportedLocalesOf([locale]).length > 0;
    return isKnown && companySchema.shape.locale.safeParse(locale).success ? locale : null;
  } catch {
    return null;
  }
}

/** An offset such as +01:00 is none: half of the year it would be wrong in most places. */
function timeZoneOf(text: string): string | null {
  const typed = text.trim();
  if (!/^[A-Za-z]/.test(typed)) return null;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: typed }).resolvedOptions();
    const same = (zone: string) => zone.toLowerCase() === typed.toLowerCase();
    return [timeZone, ...Intl.supportedValuesOf('timeZone')].find(same) ?? typed;
  } catch {
    return null;
  }
}

/** A short name from a name: "Müller & Sons Ltd." is `muller-sons-ltd`. Empty if nothing is left of it. */
function suggestedSlug(name: string): string {
  const plain = name.normalize('NFD').toLowerCase().replaceAll(/\p{M}/gu, '');
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replaceAll(/^-+|-+$/g, '');
}

/** In the order of the prompts. */
export const COMPANY_FIELDS: readonly Field<keyof CompanySettings>[] = [
  {
    key: 'name',
    option: '--name',
    question: COMPANY_WORDS.companyName,
    wanted: COMPANY_WORDS.wantedCompanyName(MAX_NAME),
    read: (text) => cleanName(text, MAX_NAME),
  },
  {
    key: 'slug',
    option: '--short-name',
    question: COMPANY_WORDS.shortName,
    wanted: COMPANY_WORDS.wantedShortName(MAX_SLUG),
    read: (text) => {
      const slug = text.trim().toLowerCase();
      return companySchema.shape.slug.safeParse(slug).success ? slug : null;
    },
    suggest: ({ name }) => suggestedSlug(name ?? ''),
  },
  {
    key: 'currency',
    option: '--currency',
    question: COMPANY_WORDS.currency,
    wanted: COMPANY_WORDS.wantedCurrency,
    read: currencyOf,
  },
  {
    key: 'locale',
    option: '--locale',
    question: COMPANY_WORDS.locale,
    wanted: COMPANY_WORDS.wantedLocale,
    read: localeOf,
    suggest: () => Intl.DateTimeFormat().resolvedOptions().locale,
  },
  {
    key: 'timeZone',
    option: '--time-zone',
    question: COMPANY_WORDS.timeZone,
    wanted: COMPANY_WORDS.wantedTimeZone,
    read: timeZoneOf,
    suggest: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  },
  {
    key: 'adminName',
    option: '--admin-name',
    question: COMPANY_WORDS.adminName,
    wanted: COMPANY_WORDS.wantedAdminName(MAX_NAME),
    read: (text) => cleanName(text, MAX_NAME),
  },
  {
    key: 'adminEmail',
    option: '--admin-email',
    question: COMPANY_WORDS.adminEmail,
    wanted: COMPANY_WORDS.wantedAdminEmail,
    read: cleanEmail,
  },
];

/**
 * Digits behind the point of all amounts, for a company whose prices go below a cent; undefined for those of its currency. Fewer
 * than the currency has would round what is paid.
 * @throws CallError
 */
export function readPriceDigits(text: string | undefined, currency: string): number | undefined {
  if (text === undefined) return undefined;
  const [fewest, digits] = [currencyDigits(currency), Number(text)];
  if (/^\d$/.test(text) && digits >= fewest && digits <= MOST_CURRENCY_DIGITS) return digits;
  throw new CallError(COMPANY_WORDS.noPriceDigits(text, fewest, MOST_CURRENCY_DIGITS, currency));
}
