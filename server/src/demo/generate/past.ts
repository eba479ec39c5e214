import type { CommandOf } from '@marginiq/contract/command';
import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest, WishedItem } from '@marginiq/contract/discount-request';
import type { Governance } from '@marginiq/contract/governance';
import type { Product } from '@marginiq/contract/product';
import type { Company, Statistics } from '@marginiq/contract/reference';
import type { RuleSet } from '@marginiq/contract/rule-set';
import { isDivisible } from '@marginiq/contract/units';
import { applyAll } from '@marginiq/domain/apply';
import type { DecisionContext } from '@marginiq/domain/context';
import { decide } from '@marginiq/domain/decide';
import { decideExpiry } from '@marginiq/domain/expire';
import { awaitsApprover, isApproved } from '@marginiq/domain/status';
import { type ComputedStatistics, computeStatistics } from '../../jobs/compute-statistics.ts';
import { type DemoPerson, habitOf } from './people.ts';
import { logistic, type Random } from './random.ts';
import type { Trade } from './trade.ts';

export interface DemoWorld {
  trade: Trade;
  company: Company;
  people: readonly DemoPerson[];
  customers: readonly Customer[];
  products: readonly Product[];
  ruleSet: RuleSet;
  governance: Governance;
  statistics: Statistics;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Undecided requests are of the last days only. */
const STILL_OPEN_DAYS = 10;

/** Points of discount that each class is used to. */
const USUAL = { A: 11, B: 8, C: 5 } as const;

type Drive<T extends 'request.submit' | 'request.revise'> = CommandOf<T>['args'];

/**
 * Plays through a company's past, request by request, with the program's own decide and apply, so the result is what
 * the program would have produced. Statistics are recomputed for each month from the months before it, as the nightly
 * job would have done.
 */
export class Past {
  readonly #random: Random;
  readonly #world: DemoWorld;
  readonly #now: number;
  readonly #productsById: Map<string, Product>;
  #known: ComputedStatistics = computeStatistics([]);

  constructor(random: Random, world: DemoWorld, now: number) {
    this.#random = random;
    this.#world = world;
    this.#now = now;
    this.#productsById = new Map(world.products.map((product) => [product.id, { ...product, discontinued: false }]));
  }

  live(count: number, from: number): DiscountRequest[] {
    const requests: DiscountRequest[] = [];
    // Business grows: later months see more requests. Sorted, so that each request sees the statistics of its time.
    const times = Array.from({ length: count }, () => from + (this.#now - from) * this.#random.next() ** 0.85).sort(
      (a, b) => a - b,
    );
    let month = '';
    for (const time of times) {
      const at = this.#workingHour(time);
      const its = new Date(at).toISOString().slice(0, 7);
      if (its !== month) {
        month = its;
        this.#known = computeStatistics(requests);
      }
      requests.push(this.#one(at));
    }
    return requests;
  }

  #workingHour(time: number): number {
    const date = new Date(time);
    date.setUTCHours(
      7 + this.#random.int(0, 9),
      this.#random.int(0, 59),
      this.#random.int(0, 59),
      this.#random.int(0, 999),
    );
    if (date.getUTCDay() === 0) date.setTime(date.getTime() - 2 * DAY);
    if (date.getUTCDay() === 6) date.setTime(date.getTime() - DAY);
    return Math.min(date.getTime(), this.#now - HOUR);
  }

  #context(
    actor: DemoPerson,
    owner: DemoPerson,
    { customer, at }: { customer: Customer; at: number },
  ): DecisionContext {
    const { company, ruleSet, governance, statistics } = this.#world;
    const { id: userId, name, role, teamId } = actor;
    const history = this.#known.histories.get(customer.id) ?? customer.history;
    const { password: _password, ...person } = owner;
    return {
      now: new Date(at).toISOString(),
      actor: { userId, name, role, teamId },
      company,
      // Who is blocked today was not blocked then.
      customer: { ...customer, blocked: false, blockedReason: null, history },
      owner: { ...person, pattern: this.#known.patterns.get(owner.id) ?? null },
      products: this.#productsById,
      ruleSet,
      governance,
      statistics: this.#known.company.deals === 0 ? statistics : { ...statistics, ...this.#known.company },
    };
  }

  #wish(customer: Customer, discount: () => number): WishedItem[] {
    const { trade } = this.#world;
    const chosen = new Map<string, WishedItem>();
    for (let lines = this.#random.int(1, 4); lines > 0; lines -= 1) {
      const category = trade.categories[this.#random.int(0, trade.categories.length - 1)];
      const offered = this.#world.products.filter((product) => product.category === category?.name);
      const product = offered[this.#random.int(0, offered.length - 1)];
      if (category === undefined || product === undefined) continue;
      const [least, most] = category.quantities;
      const scale = customer.class === 'A' ? 1 : customer.class === 'B' ? 0.6 : 0.3;
      const wanted = this.#random.int(least, most) * scale;
      const steps = isDivisible(product.unit) ? 2 : 1;
      const quantity = Math.max(1, Math.round(wanted * steps) / steps);
      chosen.set(product.id, { productId: product.id, quantity, discountBp: discount() });
    }
    return [...chosen.values()];
  }

  /** In steps of half a point, as people ask. */
  #points(middle: number): number {
    const points = Math.round((middle + this.#random.normal() * 3.4) * 2) / 2;
    return Math.min(38, Math.max(0.5, points)) * 100;
  }

  #one(at: number): DiscountRequest {
    const { trade, people, customers } = this.#world;
    const customer = customers[this.#random.int(0, customers.length - 1)];
    const owner = people.find(({ id }) => id === customer?.ownerId);
    if (customer === undefined || owner === undefined) throw new Error('a demo customer without an owner');
    const habit = habitOf(people.indexOf(owner));
    const middle = USUAL[customer.class] + habit.generosity;
    const requestId = this.#random.id(at);
    const base = { id: this.#random.id(at), deviceId: this.#random.id(at), deviceSeq: 1, provisional: null };
    const madeAt = new Date(at - this.#random.int(1, 180) * 60_000).toISOString();
    const context = this.#context(owner, owner, { customer, at });

    // No guardrail would allow this discount: the form said so, and the salesperson asked for less.
    for (let less = 0; ; less += 3) {
      const args: Drive<'request.submit'> = {
        requestId,
        customerId: customer.id,
        items: this.#wish(customer, () => this.#points(Math.max(0.5, middle - less))),
        justification: this.#random.pick(trade.justifications),
      };
      const decision = decide({ ...base, type: 'request.submit', args, baseRevision: 0, madeAt }, null, context);
      if (!decision.accepted) continue;
      const submitted = applyAll(null, decision.events);
      if (submitted === null) continue;
      const decided = awaitsApprover(submitted) ? this.#review(submitted, { customer, owner, at }) : submitted;
      return this.#sell(decided, { customer, skill: habit.skill });
    }
  }

  #review(request: DiscountRequest, about: { customer: Customer; owner: DemoPerson; at: number }): DiscountRequest {
    const { customer, owner, at } = about;
    const random = this.#random;
    const { people, trade } = this.#world;
    const decidedAt = at + random.int(1, 40) * HOUR;
    const recent = this.#now - at < STILL_OPEN_DAYS * DAY;
    if (decidedAt > this.#now || (recent && random.chance(0.75))) return request;

    const needsAdmin = request.evaluation.requiredApprover === 'admin';
    const approver = people.find(({ role, teamId }) =>
      needsAdmin ? role === 'admin' : role === 'manager' && teamId === owner.teamId,
    );
    if (approver === undefined) return request;
    const context = this.#context(approver, owner, { customer, at: decidedAt });
    const command = {
      id: random.id(decidedAt),
      deviceId: random.id(decidedAt),
      deviceSeq: 1,
      provisional: null,
      madeAt: context.now,
    };
    const args = { requestId: request.id };
    const then = (decision: ReturnType<typeof decide>): DiscountRequest =>
      decision.accepted ? (applyAll(request, decision.events) ?? request) : request;
    const base = { ...command, baseRevision: request.revision };

    const roll = random.next();
    if (roll < 0.03) {
      const own = this.#context(owner, owner, { customer, at: decidedAt });
      return then(decide({ ...base, type: 'request.withdraw', args }, request, own));
    }
    const expiry = new Date(at + 15 * DAY).toISOString();
    if (roll < 0.05 && expiry < new Date(this.#now).toISOString()) {
      const event = decideExpiry(request, expiry);
      return event === null ? request : (applyAll(request, [event]) ?? request);
    }
    if (random.chance(this.#approval(request, customer, owner))) {
      const note = random.chance(0.3) ? 'Agreed.' : null;
      return then(decide({ ...base, type: 'request.approve', args: { ...args, note } }, request, context));
    }
    if (request.revision === 1 && random.chance(recent ? 0.9 : 0.4)) {
      const reason = random.pick(trade.adjustments);
      const suggestedDiscountBp = Math.max(50, request.evaluation.total.discountBp - 300);
      const asked = then(
        decide(
          { ...base, type: 'request.requestAdjustment', args: { ...args, reason, suggestedDiscountBp } },
          request,
          context,
        ),
      );
      return recent ? asked : this.#revise(asked, about);
    }
    return then(
      decide(
        { ...base, type: 'request.reject', args: { ...args, reason: random.pick(trade.rejections) } },
        request,
        context,
      ),
    );
  }

  #revise(request: DiscountRequest, about: { customer: Customer; owner: DemoPerson; at: number }): DiscountRequest {
    const { customer, owner } = about;
    const at = Date.parse(request.changedAt) + this.#random.int(1, 30) * HOUR;
    if (at > this.#now) return request;
    const items = request.items.map(({ productId, quantity, discountBp }) => ({
      productId,
      quantity,
      discountBp: Math.max(50, discountBp - 300),
    }));
    const context = this.#context(owner, owner, { customer, at });
    const command = {
      id: this.#random.id(at),
      deviceId: this.#random.id(at),
      deviceSeq: 1,
      provisional: null,
      madeAt: context.now,
    };
    const args: Drive<'request.revise'> = { requestId: request.id, items, justification: request.justification };
    const decision = decide(
      { ...command, type: 'request.revise', args, baseRevision: request.revision },
      request,
      context,
    );
    const revised = decision.accepted ? applyAll(request, decision.events) : null;
    if (revised === null || !awaitsApprover(revised)) return revised ?? request;
    return this.#review(revised, { ...about, at });
  }

  /** How ready an approver is: less for a deep discount, a thin margin, a small customer, a generous salesperson. */
  #approval({ evaluation, revision }: DiscountRequest, customer: Customer, owner: DemoPerson): number {
    const { discountBp, marginBp } = evaluation.total;
    const above = discountBp / 100 - USUAL[customer.class];
    const habit = habitOf(this.#world.people.indexOf(owner));
    const thin = Math.max(0, (2_500 - marginBp) / 1_000);
    const standing = { A: 0.6, B: 0, C: -0.5 }[customer.class];
    return logistic(
      2.4 - 0.32 * above - 0.9 * thin + standing - 0.18 * Math.max(0, habit.generosity) + (revision > 1 ? 1.5 : 0),
    );
  }

  /** Whether the customer bought: more for a deep discount, by segment, by class, by who sells. */
  #sell(request: DiscountRequest, { customer, skill }: { customer: Customer; skill: number }): DiscountRequest {
    if (!isApproved(request)) return request;
    const at = Date.parse(request.changedAt) + this.#random.int(2, 25) * DAY;
    if (at > this.#now || this.#random.chance(0.1)) return request;
    const { trade, people } = this.#world;
    const sensitivity = trade.priceSensitivity[trade.segments.indexOf(customer.segment)] ?? 1;
    const standing = { A: 0.5, B: 0.1, C: -0.4 }[customer.class];
    const above = request.evaluation.total.discountBp / 100 - 7;
    const sale = this.#random.chance(logistic(0.15 + 0.16 * sensitivity * above + standing + skill)) ? 'won' : 'lost';
    const owner = people.find(({ id }) => id === request.ownerId);
    if (owner === undefined) return request;
    const context = this.#context(owner, owner, { customer, at });
    const command = {
      id: this.#random.id(at),
      deviceId: this.#random.id(at),
      deviceSeq: 1,
      provisional: null,
      madeAt: context.now,
    };
    const args = { requestId: request.id, sale } as const;
    const decision = decide(
      { ...command, type: 'request.recordSale', args, baseRevision: request.revision },
      request,
      context,
    );
    return decision.accepted ? (applyAll(request, decision.events) ?? request) : request;
  }
}
