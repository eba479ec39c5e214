import { z } from 'zod';
import { governanceSchema } from './governance.ts';
import { MAX_EMAIL, MAX_NAME, MAX_SLUG, MAX_TEAM_NAME, MAX_TEAMS, MOST_CURRENCY_DIGITS } from './limits.ts';
import { roleSchema } from './roles.ts';
import { ruleSetSchema } from './rule-set.ts';
import { basisPointsSchema, countSchema, currencySchema, idSchema, instantSchema, versionSchema } from './scalars.ts';
import { syncedSchema } from './synced.ts';

/** The company itself, as its people see it. */
export const companySchema = syncedSchema.extend({
  kind: z.literal('company'),
  name: z.string().min(1).max(MAX_NAME),
  /** Short name typed at sign-in: lower case letters, digits and hyphens. */
  slug: z
    .string()
    .max(MAX_SLUG)
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/),
  currency: currencySchema,
  /** Decimal places of this company's amounts, unchangeable. Absent: those of ISO 4217. */
  currencyDigits: z.int().min(0).max(MOST_CURRENCY_DIGITS).nullish(),
  /** BCP 47 locale in which the company reads money and dates. */
  locale: z.string().min(2).max(20),
  /** IANA time zone in which the company's days begin and end. Absent from companies made before there was one. */
  timeZone: z.string().min(1).max(64).optional(),
  teams: z.array(z.object({ id: idSchema, name: z.string().min(1).max(MAX_TEAM_NAME) })).max(MAX_TEAMS),
});
export type Company = z.infer<typeof companySchema>;

/** How a salesperson discounts. Computed by the worker, read by the risk score. */
export const salesPatternSchema = z.object({
  deals: countSchema,
  averageDiscountBp: basisPointsSchema,
  approvedShareBp: basisPointsSchema,
});
export type SalesPattern = z.infer<typeof salesPatternSchema>;

/** A colleague. Never carries credentials. `pattern` is null for those who may not see it. */
export const personSchema = syncedSchema.extend({
  kind: z.literal('person'),
  name: z.string().min(1).max(MAX_NAME),
  email: z.email().max(MAX_EMAIL),
  role: roleSchema,
  teamId: idSchema.nullable(),
  active: z.boolean(),
  pattern: salesPatternSchema.nullable(),
});
export type Person = z.infer<typeof personSchema>;

/** Company-wide averages that the risk score compares with. */
export const statisticsSchema = syncedSchema.extend({
  kind: z.literal('statistics'),
  version: versionSchema,
  deals: countSchema,
  averageDiscountBp: basisPointsSchema,
  averageMarginBp: basisPointsSchema,
  /** Decided requests that cannot be compared, and are in no average. Absent in versions that left none out. */
  leftOut: countSchema.nullish(),
  computedAt: instantSchema,
});
export type Statistics = z.infer<typeof statisticsSchema>;

/** Everything of which a client holds a few documents only, in one local collection. */
export const referenceSchema = z.discriminatedUnion('kind', [
  companySchema,
  personSchema,
  ruleSetSchema,
  governanceSchema,
  statisticsSchema,
]);
export type Reference = z.infer<typeof referenceSchema>;
