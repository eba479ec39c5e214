/** How money, shares and times are written, in the company's locale. Made once per company and passed down. */
export interface Formats {
  money: (minorUnits: number) => string;
  /** Basis points as a percentage with up to two decimals. */
  percent: (basisPoints: number) => string;
  dateTime: (instant: string) => string;
  date: (instant: string) => string;
  /** The time of day, to the second. */
  time: (instant: string) => string;
  /** A whole number with thousands separators. */
  count: (number: number) => string;
  /** Digits behind the decimal point of the currency. */
  moneyDigits: number;
  currency: string;
  locale: string;
}

/** @param locale BCP 47; @param currency ISO 4217 */
export function createFormats(locale: string, currency: string): Formats {
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const count = new Intl.NumberFormat(locale);
  const moneyDigits = money.resolvedOptions().maximumFractionDigits ?? 2;
  return {
    money: (minorUnits) => money.format(minorUnits / 10 ** moneyDigits),
    percent: (basisPoints) => percent.format(basisPoints / 10_000),
    dateTime: (instant) => dateTime.format(new Date(instant)),
    date: (instant) => date.format(new Date(instant)),
    time: (instant) => time.format(new Date(instant)),
    count: (number) => count.format(number),
    moneyDigits,
    currency,
    locale,
  };
}
