/** Words and habits of one trade, from which a company is made. Lists are never empty. */
export type Words = readonly [string, ...string[]];

export interface Trade {
  company: { name: string; slug: string; currency: string; locale: string };
  password: string;
  teams: readonly [string, string];
  /** Eight salespeople, two managers, one admin. */
  salespeople: Words;
  managers: readonly [string, string];
  admin: string;
  segments: Words;
  /** How much a discount moves customers of each segment, 0 to 1.5; in the order of `segments`. */
  priceSensitivity: readonly number[];
  /** Names are put together from these. */
  customerFirst: Words;
  customerSecond: Words;
  places: readonly [readonly [string, string], ...(readonly [string, string])[]];
  categories: readonly Category[];
  justifications: Words;
  rejections: Words;
  adjustments: Words;
}

export interface Category {
  name: string;
  /** The share of the list price. */
  costShare: number;
  unit: string;
  /** Five products sold in five sizes each, in the category's unit or their own. */
  things: readonly { name: string; priceMinor: number; unit?: string }[];
  sizes: Words;
  quantities: readonly [number, number];
}

/** Companies that buy in both trades, so that the two demo companies have customer names in common. */
export const SHARED_CUSTOMER_NAMES: Words = [
  'Atlas Facility Services',
  'Bergmann & Sons',
  'Crown Harbour Group',
  'Delta Care Homes',
  'Elm Street Partners',
  'Fairbanks University',
  'Grand Central Hotels',
  'Highland Distillers',
  'Inova Research',
  'Juniper Schools',
  'Kestrel Aviation',
  'Lakeside City Council',
];
