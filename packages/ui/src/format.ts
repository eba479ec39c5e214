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
  /** How much of something, with the unit that it is measured in; null if it is counted. */
  quantity: (number: number, measure: string | null) => string;
  /** Digits behind the decimal point of the currency. */
  moneyDigits: number;
  currency: string;
  locale: string;
}

/** Many locales write a hyphen, which is short and breaks off its number at the end of a line. */
const MINUS = '\u2212';

/** @param unit how many of the number given make one of the number shown */
function signed(format: Intl.NumberFormat, unit = 1): (number: number) => string {
  // Without the sum, -0 would be written with a sign.
  return (number) => format.format(number / unit + 0).replace('-', MINUS);
}

/**
 * @param locale BCP 47
 * @param currency ISO 4217
 * @param moneyDigits behind the point of its amounts: given, because the runtime's own differ between releases
 */
export function createFormats(locale: string, currency: string, moneyDigits: number): Formats {
  const money = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: moneyDigits,
    maximumFractionDigits: moneyDigits,
  });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const count = new Intl.NumberFormat(locale);
  const quantity = signed(new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }));
  return {
    money: signed(money, 10 ** moneyDigits),
    percent: signed(percent, 10_000),
    dateTime: (instant) => dateTime.format(new Date(instant)),
    date: (instant) => date.format(new Date(instant)),
    time: (instant) => time.format(new Date(instant)),
    count: signed(count),
    // A number and its unit stay on one line.
    quantity: (number, measure) => (measure === null ? quantity(number) : `${quantity(number)}\u00a0${measure}`),
    moneyDigits,
    currency,
    locale,
  };
}
