import type { CommandType } from '@marginiq/contract/command';
import type { DiscountRequest, WishedItem } from '@marginiq/contract/discount-request';
import { standingOf } from '@marginiq/domain/approval';
import { priceItems } from '@marginiq/domain/assess';
import { isAuthor } from '@marginiq/domain/authors';
import type { ActingUser, EvaluationContext } from '@marginiq/domain/context';
import { evaluate } from '@marginiq/domain/evaluate';
import { Grants } from '@marginiq/domain/granted';
import { awaitsApprover, isApproved, isOpen } from '@marginiq/domain/status';
import type { Knowledge } from '@marginiq/sync/database/local-data';
import type { NewCommand } from '@marginiq/sync/outbox/outbox';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { v7 } from 'uuid';

export const ACTION_KINDS = [
  'submit',
  'revise',
  'withdraw',
  'approve',
  'reject',
  'requestAdjustment',
  'recordSale',
  /** Something that makes no sense where it is done: most are refused, none may do harm. */
  'wild',
] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/** A person's actions, drawn from the seed; `pick` chooses among the requests on the person's screen. */
export interface Action {
  kind: ActionKind;
  pick: number;
  discountBp: number;
  quantity: number;
}

export interface Desk {
  actor: ActingUser;
  knowledge: Knowledge;
  views: RequestView[];
}

const at = <T>(values: readonly T[], pick: number): T | undefined => values[pick % Math.max(values.length, 1)];
const sorted = <T extends { id: string }>(values: Iterable<T>) => [...values].sort((a, b) => (a.id < b.id ? -1 : 1));

interface Parties {
  customerId: string;
  ownerId: string | null;
}

function contextOf({ knowledge }: Desk, who: Parties): EvaluationContext | null {
  const { reference, customers, products } = knowledge;
  const { ruleSet, governance, statistics } = reference;
  const customer = customers.get(who.customerId);
  const owner = reference.people.get(who.ownerId ?? '');
  if (customer === undefined || owner === undefined) return null;
  if (ruleSet === null || governance === null || statistics === null) return null;
  return { customer, owner, products, ruleSet, governance, statistics };
}

/** What the screen shows for a wish: the verdict and its inputs. Null while too little is known. */
function provisionalOf(desk: Desk, items: WishedItem[], who: Parties & { requestId: string | null }) {
  const context = contextOf(desk, who);
  const priced = priceItems(items, desk.knowledge.products);
  if (context === null || priced === null) return null;
  const { governance } = desk.knowledge.reference;
  const asked = { requestId: who.requestId, now: new Date().toISOString(), governance };
  const granted = new Grants(desk.views.map(({ request }) => request)).to(who.customerId, asked);
  const { verdict, inputs } = evaluate(priced, { ...context, granted });
  return { verdict, inputs };
}

/** An approval of what the screen shows. */
function approve(desk: Desk, request: DiscountRequest | undefined): NewCommand<CommandType> | null {
  if (request === undefined) return null;
  const context = contextOf(desk, request);
  const standing = context && standingOf(request, context);
  const provisional = standing && { verdict: standing.now.verdict, inputs: standing.now.inputs, basis: standing.basis };
  const args = { requestId: request.id, note: null };
  return { type: 'request.approve', baseRevision: request.revision, provisional, args };
}

function wish({ knowledge }: Desk, { pick, discountBp, quantity }: Action): WishedItem[] | null {
  const product = at(sorted(knowledge.products.values()), pick);
  return product === undefined ? null : [{ productId: product.id, quantity, discountBp }];
}

function submit(desk: Desk, action: Action): NewCommand<CommandType> | null {
  const customer = at(sorted(desk.knowledge.customers.values()), action.pick);
  const items = wish(desk, action);
  if (customer === undefined || items === null) return null;
  const provisional = provisionalOf(desk, items, {
    customerId: customer.id,
    ownerId: desk.actor.userId,
    requestId: null,
  });
  const args = { requestId: v7(), customerId: customer.id, items, justification: 'a good customer' };
  return { type: 'request.submit', baseRevision: 0, provisional, args };
}

/** The command that a person at this desk would give; null if there is nothing to do it to. */
export function commandOfAction(desk: Desk, action: Action): NewCommand<CommandType> | null {
  const { userId } = desk.actor;
  const requests = sorted(desk.views.map(({ request }) => request));
  const among = (fits: (request: DiscountRequest) => boolean) => at(requests.filter(fits), action.pick);
  const own = (request: DiscountRequest) => request.ownerId === userId;
  if (action.kind === 'submit') return submit(desk, action);
  if (action.kind === 'revise') {
    const request = among((one) => own(one) && isOpen(one));
    const items = wish(desk, action);
    if (request === undefined || items === null) return null;
    const provisional = provisionalOf(desk, items, { ...request, requestId: request.id });
    const args = { requestId: request.id, items, justification: 'a better wish' };
    return { type: 'request.revise', baseRevision: request.revision, provisional, args };
  }
  const about = (type: CommandType, request: DiscountRequest | undefined, args: Record<string, unknown> = {}) =>
    request === undefined
      ? null
      : ({
          type,
          baseRevision: request.revision,
          provisional: null,
          args: { requestId: request.id, ...args },
        } as NewCommand<CommandType>);
  const inbox = (one: DiscountRequest) => !isAuthor(one, userId) && awaitsApprover(one);
  switch (action.kind) {
    case 'withdraw':
      return about(
        'request.withdraw',
        among((one) => own(one) && isOpen(one)),
      );
    case 'approve':
      return approve(desk, among(inbox));
    case 'reject':
      return about('request.reject', among(inbox), { reason: 'too much' });
    case 'requestAdjustment':
      return about('request.requestAdjustment', among(inbox), { reason: 'a little less', suggestedDiscountBp: 500 });
    case 'recordSale':
      return about(
        'request.recordSale',
        among((one) => own(one) && isApproved(one)),
        { sale: 'won' },
      );
    default: {
      // Something that is not as it was: an older revision, or a decision that is not this person's to make.
      const request = among(action.pick % 3 === 0 ? () => true : (one) => one.revision > 1 && awaitsApprover(one));
      const stale =
        action.pick % 2 === 0 ? about('request.approve', request, { note: null }) : about('request.withdraw', request);
      return stale && { ...stale, baseRevision: Math.max(1, stale.baseRevision - (action.pick % 5 === 0 ? 0 : 1)) };
    }
  }
}
