import type { Company } from '@marginiq/contract/reference';

/**
 * Digits behind the point of a currency's amounts, as ISO 4217 lists them. Not from the runtime's ICU: its data follows what
 * people write, so it differs from the standard (HUF, IDR, PKR, COP, RSD) and between releases, and an amount that is read
 * with other digits than it was written with is wrong a hundredfold.
 */
const DIGITS: Readonly<Record<string, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
    COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD
    KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK
    NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT
    TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const DIGITS_BY_CODE: ReadonlyMap<string, number> = new Map(
  Object.entries(DIGITS).flatMap(([digits, codes]) =>
    codes.split(/\s+/).map((code) => [code, Number(digits)] as const),
  ),
);

/** What most currencies have: for a code that the standard did not know when this was written. */
const USUAL_DIGITS = 2;

/** Whether amounts can be in it: a current code of ISO 4217 with a minor unit. */
export const isCurrency = (code: string): boolean => DIGITS_BY_CODE.has(code);

export const currencyDigits = (code: string): number => DIGITS_BY_CODE.get(code) ?? USUAL_DIGITS;

/** Those that the company's amounts were written with, whatever the standard says since. */
export const digitsOf = ({ currency, currencyDigits: kept }: Pick<Company, 'currency' | 'currencyDigits'>): number =>
  kept ?? currencyDigits(currency);
