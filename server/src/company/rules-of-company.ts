import { MAX_PRICE_MINOR } from '@marginiq/contract/limits';
import type { Rule, RuleCondition } from '@marginiq/contract/rule-set';
import { digitsOf } from '@marginiq/domain/currency';
import { type Limits, limitsOf } from '@marginiq/domain/govern/publish-rules';
import type { Clock } from '../clock.ts';
import { KeyIndex } from '../import/keys.ts';
import type { TenantDocuments } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { RULES_WORDS } from '../words/rules-words.ts';
import type { FileRule, RulesFile } from './rules-file.ts';

/** What is in force, and the codes that a file uses in place of ids. */
export interface CompanyRules {
  slug: string;
  digits: number;
  ruleSet: TenantDocuments['businessRules'];
  governance: TenantDocuments['governance'];
  customers: { id: string; code: string; segment: string }[];
  products: { id: string; sku: string; category: string }[];
}

/** @returns null if the company has no rules in force */
export async function readRules(store: TenantStore): Promise<CompanyRules | null> {
  const company = await store.collection('companies').findById(store.companyId);
  const ruleSet = await store.collection('businessRules').findOne({ current: true });
  const governance = await store.collection('governance').findOne({ current: true });
  if (company === null || ruleSet === null || governance === null) return null;
  const customers = await store.collection('customers').find({}, { projection: { code: 1, segment: 1 } });
  const products = await store.collection('products').find({}, { projection: { sku: 1, category: 1 } });
  return {
    slug: company.slug,
    digits: digitsOf(company),
    ruleSet,
    governance,
    customers: customers.map(({ _id: id, code, segment }) => ({ id, code, segment })),
    products: products.map(({ _id: id, sku, category }) => ({ id, sku, category })),
  };
}

/** Basis points and minor units as decimals, and back. Works on digits, so that no float is rounded on the way. */
const toDecimal = (units: number, digits: number): number => Number((units / 10 ** digits).toFixed(digits));
const toUnits = (decimal: number, digits: number): number => Number(decimal.toFixed(digits).replace('.', ''));

const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;

/** The rules and limits in force, as the file that `parseRulesFile` reads. */
export function toRulesFile({ slug, digits, ruleSet, governance, customers, products }: CompanyRules): RulesFile {
  const codes = new Map(customers.map(({ id, code }) => [id, code]));
  const skus = new Map(products.map(({ id, sku }) => [id, sku]));
  const when = ({ customerId, productId, ...rest }: RuleCondition): FileRule['when'] =>
    withoutUndefined({
      ...rest,
      // A rule about something that is gone keeps its id, which publishing understands too.
      customer: customerId === undefined ? undefined : (codes.get(customerId) ?? customerId),
      product: productId === undefined ? undefined : (skus.get(productId) ?? productId),
    });
  const fileRule = (rule: Rule): FileRule => {
    const common = { name: rule.name, when: when(rule.when), onBreach: rule.onBreach };
    return rule.kind === 'discountLimit'
      ? { kind: rule.kind, ...common, maxDiscountPercent: toDecimal(rule.maxDiscountBp, 2) }
      : { kind: rule.kind, ...common, minMarginPercent: toDecimal(rule.minMarginBp, 2) };
  };
  const { autoApproval, approvalDays } = limitsOf(governance);
  const { enabled, maxRisk, maxDiscountBp, maxNetTotalMinor, windowDays } = autoApproval;
  return {
    company: slug,
    basedOn: { rules: ruleSet.version, limits: governance.version },
    rules: ruleSet.rules.map(fileRule),
    automaticApproval: {
      enabled,
      maxRisk,
      maxDiscountPercent: toDecimal(maxDiscountBp, 2),
      maxNetTotal: toDecimal(maxNetTotalMinor, digits),
      windowDays,
    },
    approvalDays,
  };
}

/** A file's content for the company as it is now. */
export interface RulesOfFile {
  problems: string[];
  /** What may be meant so, and may be a slip: a rule that nothing falls under. */
  notes: string[];
  rules: Rule[];
  limits: Limits;
}

/** Finds the id of what a file names: by its id, or by its key as an import compares it. */
function finder<T extends { id: string }>(things: readonly T[], keyOf: (thing: T) => string) {
  const ids = new Set(things.map(({ id }) => id));
  const byKey = new KeyIndex(things, keyOf);
  return (named: string): string | undefined => (ids.has(named) ? named : byKey.find(named)?.id);
}

/** Finds what the file names by code, and says what is unknown. A rule that keeps its name and kind keeps its id. */
export function fromRulesFile(file: RulesFile, now: CompanyRules, { newId }: Pick<Clock, 'newId'>): RulesOfFile {
  const { slug, digits, ruleSet, governance, customers, products } = now;
  const problems: string[] = [];
  const notes: string[] = [];
  if (file.company !== slug) problems.push(RULES_WORDS.otherCompany(file.company, slug));
  const { rules: rulesVersion, limits: limitsVersion } = file.basedOn;
  if (rulesVersion !== ruleSet.version || limitsVersion !== governance.version) {
    problems.push(RULES_WORDS.olderVersions(rulesVersion, limitsVersion, ruleSet.version, governance.version));
  }
  const customerNamed = finder(customers, ({ code }) => code);
  const productNamed = finder(products, ({ sku }) => sku);
  const segments = new Set(customers.map(({ segment }) => segment));
  const categories = new Set(products.map(({ category }) => category));

  const rules = file.rules.map((rule, index): Rule => {
    const here = RULES_WORDS.ruleCondition(index + 1, rule.name);
    const { customer, product, ...rest } = rule.when;
    const customerId = customer === undefined ? undefined : customerNamed(customer);
    const productId = product === undefined ? undefined : productNamed(product);
    if (customer !== undefined && customerId === undefined) {
      problems.push(RULES_WORDS.noSuchCustomer(here, customer));
    }
    if (product !== undefined && productId === undefined) {
      problems.push(RULES_WORDS.noSuchProduct(here, product));
    }
    if (rest.segment !== undefined && !segments.has(rest.segment)) {
      notes.push(RULES_WORDS.noSuchSegment(here, rest.segment));
    }
    if (rest.category !== undefined && !categories.has(rest.category)) {
      notes.push(RULES_WORDS.noSuchCategory(here, rest.category));
    }
    const before = ruleSet.rules.find(({ name, kind }) => name === rule.name && kind === rule.kind);
    const when = withoutUndefined({ ...rest, customerId, productId });
    const common = { id: before?.id ?? newId(), name: rule.name, when, onBreach: rule.onBreach };
    return rule.kind === 'discountLimit'
      ? { kind: rule.kind, ...common, maxDiscountBp: toUnits(rule.maxDiscountPercent, 2) }
      : { kind: rule.kind, ...common, minMarginBp: toUnits(rule.minMarginPercent, 2) };
  });
  const before = limitsOf(governance);
  const { enabled, maxRisk, maxDiscountPercent, maxNetTotal, windowDays } = file.automaticApproval;
  const maxNetTotalMinor = toUnits(maxNetTotal, digits);
  if (toDecimal(maxNetTotalMinor, digits) !== maxNetTotal || maxNetTotalMinor > MAX_PRICE_MINOR) {
    problems.push(RULES_WORDS.totalTooFine(digits, toDecimal(MAX_PRICE_MINOR, digits)));
  }
  return {
    problems,
    notes,
    rules,
    // Whatever the file does not mention is unchanged.
    limits: {
      autoApproval: {
        ...before.autoApproval,
        enabled,
        maxRisk,
        maxDiscountBp: toUnits(maxDiscountPercent, 2),
        maxNetTotalMinor,
        windowDays: windowDays ?? before.autoApproval.windowDays,
      },
      approvalDays: file.approvalDays ?? before.approvalDays,
    },
  };
}
