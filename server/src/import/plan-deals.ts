import type { Customer } from '@marginiq/contract/customer';
import type { Actor, DiscountRequest, RequestItem } from '@marginiq/contract/discount-request';
import type { Governance } from '@marginiq/contract/governance';
import { MAX_ITEMS } from '@marginiq/contract/limits';
import type { Product } from '@marginiq/contract/product';
import type { Company, Person, Statistics } from '@marginiq/contract/reference';
import type { RuleSet } from '@marginiq/contract/rule-set';
import { isCountable } from '@marginiq/domain/assess';
import { evaluate } from '@marginiq/domain/evaluate';
import { decideHandOver, type Recipient } from '@marginiq/domain/hand-over';
import { requestCode } from '@marginiq/domain/request-code';
import { IMPORT_WORDS } from '../words/import-words.ts';
import { refusalWords } from '../words/refusal-words.ts';
import { DEAL_FIELDS } from './audit-import.ts';
import type { Place } from './change.ts';
import { dealId, dealKey, dealNote, dealNumberOf } from './deal-id.ts';
import { DealLines, isCreditNote } from './deal-lines.ts';
import { foldKey, type KeyIndex, writtenReason } from './keys.ts';
import { type DealFacts, mergeDeal, newDeal } from './merge-deal.ts';
import { MissingKeys } from './missing-keys.ts';
import { Plan } from './plan.ts';
import { type CustomerScope, handedTo, ownedBy } from './plan-customers.ts';
import type { Problems } from './problem.ts';
import type { Table } from './read-table.ts';
import { Required } from './required.ts';
import type { DealLineRow, DealRow } from './rows.ts';
import type { Salespeople } from './salespeople.ts';

export interface DealWorld extends Pick<CustomerScope, 'people' | 'handOver'> {
  company: Company;
  ruleSet: RuleSet;
  governance: Governance;
  statistics: Statistics;
  customers: KeyIndex<Customer>;
  products: KeyIndex<Product>;
  salespeople: Salespeople;
  /** Who imports, and when. */
  actor: Actor;
  now: string;
  place: Place<DiscountRequest>;
  onRow?: () => void;
  /** Normalised keys of rows that have problems: what refers to them is not reported as dangling. */
  faulty: { customers: ReadonlySet<string>; products: ReadonlySet<string> };
  /** Files that could not be read at all: references into them cannot be judged. */
  unread: { customers: boolean; products: boolean };
}

export interface DealFiles {
  deals: Table<DealRow>;
  lines: Table<DealLineRow>;
}

/** Deals of the file that are looked up by one query. */
const FOUND_TOGETHER = 200;

interface DealOwner {
  /** The owner of a new deal, or of one without an owner; otherwise unchanged. */
  owner: DealFacts['owner'];
  /** Another person, who receives the deal. */
  to: Recipient | null;
}

/** Stands in for the salesperson of a deal that belongs to nobody: the rules for salespeople hold. */
const nobody = (companyId: string): Person => ({
  id: companyId,
  companyId,
  seq: 0,
  kind: 'person',
  name: '',
  email: '',
  role: 'salesperson',
  teamId: null,
  active: false,
  pattern: null,
});

/** The problem with a deal whose id is taken by a request that somebody made: older clients could choose any id. */
const takenReason = ({ id, ownerName }: DiscountRequest) => IMPORT_WORDS.takenId(requestCode(id), ownerName);

/**
 * Plans the deals of one import. They are evaluated by the current rules, and are imported whatever the result: they
 * happened.
 */
export class DealPlanner {
  readonly plan: Plan<DiscountRequest>;
  /** New ones that belong to nobody yet. */
  ownerless = 0;
  readonly #world: DealWorld;
  readonly #files: DealFiles;
  readonly #problems: Problems;
  readonly #required: Required;
  /** Customers. */
  readonly #missing: MissingKeys;
  readonly #lines: DealLines;
  readonly #productsById: ReadonlyMap<string, Product>;
  readonly #customersById: ReadonlyMap<string, Customer>;

  constructor(files: DealFiles, world: DealWorld, problems: Problems) {
    this.plan = new Plan(DEAL_FIELDS, world.place);
    this.#files = files;
    this.#world = world;
    this.#problems = problems;
    this.#required = new Required(files.deals, problems);
    this.#missing = new MissingKeys({ file: files.deals.file, column: 'customer', what: 'customer' }, problems);
    const { products, faulty, unread } = world;
    this.#lines = new DealLines(files.lines, { products, faulty: faulty.products, unread: unread.products }, problems);
    this.#productsById = new Map([...world.products.values()].map((product) => [product.id, product]));
    this.#customersById = new Map([...world.customers.values()].map((customer) => [customer.id, customer]));
  }

  /** @param find the stored deals, by their normalised numbers: requested in batches */
  async run(find: (rows: readonly DealRow[]) => Promise<ReadonlyMap<string, DiscountRequest>>): Promise<this> {
    const { deals, lines } = this.#files;
    const linesOf = Map.groupBy(lines.rows, ({ deal }) => dealKey(deal));
    const withFaults = new Set(lines.faulty.map(({ deal }) => dealKey(deal)));
    const known = new Set([...deals.rows, ...deals.faulty].map(({ deal }) => dealKey(deal)));
    const creditNotes = new Set([...linesOf].flatMap(([key, some]) => (isCreditNote(some) ? [key] : [])));
    for (const { line, deal } of [...lines.rows, ...lines.faulty]) {
      if (deal === '' || known.has(dealKey(deal)) || deals.format === null) continue;
      if (creditNotes.has(dealKey(deal))) {
        if (linesOf.get(dealKey(deal))?.[0]?.line === line)
          this.#leaveOut({ file: lines.file, line, value: deal }, 'creditNotes');
        continue;
      }
      this.#problems.add({
        file: lines.file,
        line,
        column: 'deal',
        value: deal,
        reason: IMPORT_WORDS.isNotIn(deals.file),
      });
    }
    // Rows with a fault of their own are examined too, so that all problems are reported at once.
    for (const row of lines.faulty) this.#lines.productOf(row);
    for (const row of deals.faulty) {
      this.#customerOf(row);
      this.#ownerOf(row, null);
    }
    for (let start = 0; start < deals.rows.length; start += FOUND_TOGETHER) {
      const rows = deals.rows.slice(start, start + FOUND_TOGETHER);
      const existing = await find(rows);
      for (const row of rows) {
        this.#world.onRow?.();
        const key = dealKey(row.deal);
        const before = existing.get(key) ?? null;
        await this.#one(row, before, { lines: linesOf.get(key) ?? [], linesHaveFaults: withFaults.has(key) });
      }
    }
    this.#missing.addProblems();
    this.#required.addProblems();
    this.#lines.addProblems();
    return this;
  }

  #one(
    row: DealRow,
    before: DiscountRequest | null,
    { lines, linesHaveFaults }: { lines: readonly DealLineRow[]; linesHaveFaults: boolean },
  ): Promise<void> | undefined {
    const { company, now } = this.#world;
    const at = { file: this.#files.deals.file, line: row.line };
    const say = (column: string, reason: string, value: string | null = row.deal) => ({ ...at, column, value, reason });
    const number = before === null ? null : dealNumberOf(before);
    if (before !== null && number === null) {
      this.#problems.add(say('deal', takenReason(before)));
      return undefined;
    }
    if (number !== null && foldKey(number) !== foldKey(row.deal)) {
      const reason = IMPORT_WORDS.differsFromDeal(number);
      this.#problems.add(say('deal', reason));
      return undefined;
    }
    if (number !== null && number !== row.deal) this.#problems.note(say('deal', writtenReason(number)));
    if (isCreditNote(lines) && !linesHaveFaults) {
      this.#leaveOut({ ...at, value: row.deal }, 'creditNotes');
      return undefined;
    }
    const keep = (column: string, reason: string) => this.#problems.keep(say(column, reason));
    const items = this.#lines.itemsOf(lines, before, (reason) => keep('deal', reason));
    if (items === 'nothing' && !linesHaveFaults) {
      if (before === null) this.#leaveOut({ ...at, value: row.deal }, 'returned');
      else keep('deal', IMPORT_WORDS.returnedWholeStays);
      return undefined;
    }
    const customer = this.#customerOf(row);
    const owned = this.#ownerOf(row, before);
    const complete =
      before !== null ||
      this.#required.check(
        { line: row.line, key: row.deal, what: 'deal' },
        { customer: row.customerCode, date: row.at },
      );
    if (lines.length === 0 && before === null) {
      const unread = this.#files.lines.format === null;
      if (!linesHaveFaults && !unread) this.#problems.add(say('deal', IMPORT_WORDS.noLines(this.#files.lines.file)));
      return undefined;
    }
    if (items !== null && items !== 'nothing' && items.length > MAX_ITEMS) {
      this.#problems.add(say('deal', IMPORT_WORDS.tooManyLines(items.length, MAX_ITEMS)));
      return undefined;
    }
    if (!complete || customer === null || owned === null || linesHaveFaults || items === null || items === 'nothing')
      return undefined;
    const { owner, to } = owned;
    const facts: DealFacts = { row, customer, at: row.at, owner, items };
    const evaluateNow = (sold: RequestItem[], customerId: string) =>
      this.#evaluate(sold, { customerId, ownerId: to?.id ?? owner.ownerId });
    let after: DiscountRequest;
    if (before !== null) {
      after = mergeDeal(before, facts, { now, evaluate: evaluateNow, keep });
    } else if (customer !== undefined && row.at !== undefined) {
      const about = { id: dealId(company.id, row.deal), companyId: company.id, currency: company.currency };
      after = newDeal({ ...about, note: dealNote(row.deal) }, { ...facts, customer, at: row.at }, evaluateNow);
    } else return undefined;
    const handOver = to === null ? null : decideHandOver(after, to, { by: this.#world.actor, at: now });
    if (handOver?.accepted === false) {
      this.#problems.add(say('deal', IMPORT_WORDS.ownerCannotTake(to?.name ?? '', refusalWords(handOver.refusal))));
      return undefined;
    }
    after = handOver?.request ?? after;
    if (!isCountable(after.evaluation)) {
      this.#problems.add(say('deal', IMPORT_WORDS.totalTooLarge));
      return undefined;
    }
    if (before === null && after.ownerId === null) this.ownerless += 1;
    return this.plan.add({ key: row.deal, line: row.line, before, after });
  }

  /** What cannot be a deal because nothing was sold: never a problem, and said by name. */
  #leaveOut(at: { file: string; line: number; value: string }, why: 'creditNotes' | 'returned'): void {
    const reason = why === 'creditNotes' ? IMPORT_WORDS.creditNote : IMPORT_WORDS.returnedWhole;
    this.#problems.note({ ...at, column: 'deal', reason });
    this.#lines.notes.add(why);
  }

  /** Undefined: the file does not say; null: it is not known, which is a problem. */
  #customerOf({ customerCode, line }: DealRow): Customer | undefined | null {
    if (customerCode === undefined) return undefined;
    const { customers, faulty, unread } = this.#world;
    const found = customers.find(customerCode);
    if (found !== undefined) return found;
    if (unread.customers || faulty.customers.has(foldKey(customerCode))) return null;
    this.#missing.add(customerCode, line, customers.differingInZeros(customerCode));
    return null;
  }

  #ownerOf(row: DealRow, before: DiscountRequest | null): DealOwner | null {
    const { salespeople } = this.#world;
    const at = { file: this.#files.deals.file, line: row.line, column: 'salesperson' };
    const stands = before === null ? { ownerId: null, ownerName: '', teamId: null } : before;
    const { ownerId, ownerName, teamId } = stands;
    const same = { owner: { ownerId, ownerName, teamId }, to: null };
    if (row.salesperson === undefined) return same;
    const person = salespeople.meantAt({ ...at, value: row.salesperson });
    if (person === undefined) return null;
    if (person === null || person.id === ownerId) return same;
    if (ownerId === null) return { owner: { ...ownedBy(person), ownerName: person.name }, to: null };
    const to = handedTo(stands, person, this.#world);
    if (typeof to !== 'string') return { ...same, to };
    this.#problems.keep({ ...at, value: row.salesperson, reason: to });
    return same;
  }

  #evaluate(items: RequestItem[], { customerId, ownerId }: { customerId: string; ownerId: string | null }) {
    const { ruleSet, governance, statistics, people, company } = this.#world;
    const customer = this.#customersById.get(customerId);
    if (customer === undefined) throw new Error(`a deal of customer ${customerId}, who does not exist`);
    const owner = people.get(ownerId ?? '') ?? nobody(company.id);
    return evaluate(items, { customer, owner, products: this.#productsById, ruleSet, governance, statistics });
  }
}
