import type { Actor } from '@marginiq/contract/discount-request';
import { currencyDigits } from '@marginiq/domain/currency';
import { done } from '@marginiq/domain/govern/action';
import { perform } from '../audit/perform.ts';
import { newPasswordLink } from '../auth/password-links.ts';
import type { Clock } from '../clock.ts';
import { CallError } from '../operate/run-command.ts';
import { createCompany } from '../tenancy/create-company.ts';
import type { Database } from '../tenancy/database.ts';
import type { CompanyRecord, UserRecord } from '../tenancy/documents.ts';
import { isDuplicateKey } from '../tenancy/mongo-errors.ts';
import { COMPANY_WORDS } from '../words/company-words.ts';
import type { NewCompany } from './company-fields.ts';
import { DEFAULT_RULES, defaultAutoApproval } from './default-rules.ts';

export interface MadeCompany {
  companyId: string;
  slug: string;
  /** Secret of the admin's one-time link. */
  token: string;
}

const taken = (slug: string) => new CallError(COMPANY_WORDS.shortNameTaken(slug));

/**
 * Creates a company with the default rules and its first admin, all or nothing.
 * @throws CallError if the short name exists
 */
export async function makeCompany(
  database: Database,
  { clock, actor }: { clock: Clock; actor: Actor },
  { name, slug, currency, locale, timeZone, adminName, adminEmail, priceDigits }: NewCompany,
): Promise<MadeCompany> {
  if ((await database.companyIdBySlug(slug)) !== null) throw taken(slug);
  const [companyId, at] = [clock.newId(), clock.now()];
  const digits = priceDigits ?? currencyDigits(currency);
  const own = () => ({ companyId, seq: 0, _id: clock.newId() });
  const version = () => ({ ...own(), version: 1, current: true });
  const company: CompanyRecord = {
    ...own(),
    _id: companyId,
    kind: 'company',
    name,
    slug,
    currency,
    currencyDigits: digits,
    locale,
    timeZone,
    teams: [],
    status: 'active',
  };
  const admin: UserRecord = {
    ...own(),
    kind: 'person',
    name: adminName,
    email: adminEmail,
    role: 'admin',
    teamId: null,
    active: true,
    pattern: null,
    passwordHash: null,
    viewEpoch: 1,
  };
  const rules = DEFAULT_RULES.map((rule) => ({ ...rule, id: clock.newId() }));
  const autoApproval = defaultAutoApproval(digits);
  // Nothing was sold yet: what the worker would count.
  const nothing = { deals: 0, averageDiscountBp: 0, averageMarginBp: 0 };
  const { token, record } = newPasswordLink({ companyId, userId: admin._id }, at);
  const about = { name, slug, currency, currencyDigits: digits, locale, timeZone, admin: adminEmail };
  const documents = {
    ruleSet: { ...version(), kind: 'ruleSet' as const, rules, madeAt: at },
    governance: { ...version(), kind: 'governance' as const, autoApproval, madeAt: at },
    statistics: { ...version(), kind: 'statistics' as const, ...nothing, computedAt: at },
  };
  try {
    await createCompany(database.tenant(companyId), { company, epoch: clock.newId() }, (unit) => {
      unit.put('businessRules', documents.ruleSet, null);
      unit.put('governance', documents.governance, null);
      unit.put('statistics', documents.statistics, null);
      unit.put('users', admin, null);
      unit.insert('passwordLinks', record);
      perform(unit, { actor, clock }, 'company.create', done(undefined, { after: about }), { at });
    });
  } catch (error) {
    // Somebody else took the short name since it was looked up.
    if (isDuplicateKey(error)) throw taken(slug);
    throw error;
  }
  return { companyId, slug, token };
}
