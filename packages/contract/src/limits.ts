/*
 * Upper bounds for everything. Each limit is enforced where things are made (by `decide`, by the import, by the admin's
 * forms), so that readers of these schemas never meet more.
 */

/** Lines of one request. */
export const MAX_ITEMS = 100;

/** Steps of one request. The last ones are kept for its end: see domain/step-limit. */
export const MAX_STEPS = 100;

/** Rules of one rule set. */
export const MAX_RULES = 500;

/**
 * A request breaks each rule at most once, can name a discontinued product on each line, and can be for a blocked customer.
 */
export const MAX_VIOLATIONS = MAX_RULES + MAX_ITEMS + 1;

/** Teams of one company. */
export const MAX_TEAMS = 1_000;

/** Characters of the name of a person, a company or a rule. */
export const MAX_NAME = 120;

/** Characters of the name of a team. */
export const MAX_TEAM_NAME = 80;

/** Characters of the name of a customer or a product, and of whatever repeats one. */
export const MAX_LONG_NAME = 200;

/** Characters of the code of a customer. */
export const MAX_CODE = 40;

export const MAX_SKU = 60;
export const MAX_UNIT = 60;
export const MAX_CATEGORY = 80;
export const MAX_SEGMENT = 60;
export const MAX_EMAIL = 200;
export const MAX_PASSWORD = 200;

/** Characters of the short name of a company that is typed at sign-in. */
export const MAX_SLUG = 40;

/** Characters of a city or a country. */
export const MAX_PLACE = 100;

/** The highest price or cost, in minor units: sums of this many stay exact (see domain/money). */
export const MAX_PRICE_MINOR = 1_000_000_000_000;

export const MAX_QUANTITY = 1_000_000;

/** Digits behind the point of a company's amounts. */
export const MOST_CURRENCY_DIGITS = 4;
