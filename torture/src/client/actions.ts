import type { CommandType } from '@marginiq/contract/command';
import type { DiscountRequest, WishedItem } from '@marginiq/contract/discount-request';
import type { ActingUser } from '@marginiq/domain/context';
import { priceItems } from '@marginiq/domain/decide-submit';
import { evaluate } from '@marginiq/domain/evaluate';
import type { Knowledge } from '@marginiq/sync/local-data';
import type { NewCommand } from '@marginiq/sync/outbox';
import type { RequestView } from '@marginiq/sync/overlay';
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

/** What a person does, drawn from the seed; `pick` chooses among what stands on the person's screen. */
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

/** What the screen shows of a wish: the verdict and what it stood on. Null while too little is known. */
function provisionalOf({ knowledge }: Desk, items: WishedItem[], who: { customerId: string; ownerId: string | null }) {
  const { reference, customers, products } = knowledge;
  const { ruleSet, governance, statistics } = reference;
  const customer = customers.get(who.customerId);
  const owner = reference.people.get(who.ownerId ?? '');
  const priced = priceItems(items, products);
  if (customer === undefined || owner === undefined || priced === null) return null;
  if (ruleSet === null || governance === null || statistics === null) return null;
  const { verdict, inputs } = evaluate(priced, { customer, owner, products, ruleSet, governance, statistics });
  return { verdict, inputs };
}

function wish({ knowledge }: Desk, { pick, discountBp, quantity }: Action): WishedItem[] | null {
  const product = at(sorted(knowledge.products.values()), pick);
  return product === undefined ? null : [{ productId: product.id, quantity, discountBp }];
}

function submit(desk: Desk, action: Action): NewCommand<CommandType> | null {
  const customer = at(sorted(desk.knowledge.customers.values()), action.pick);
  const items = wish(desk, action);
  if (customer === undefined || items === null) return null;
  const provisional = provisionalOf(desk, items, { customerId: customer.id, ownerId: desk.actor.userId });
  const args = { requestId: v7(), customerId: customer.id, items, justification: 'a good customer' };
  return { type: 'request.submit', baseRevision: 0, provisional, args };
}

const undecided = ({ status }: DiscountRequest) => status === 'underReview' || status === 'adjustmentRequested';

/** The command that a person at this desk would give; null where there is nothing to do it to. */
export function commandOfAction(desk: Desk, action: Action): NewCommand<CommandType> | null {
  const { userId } = desk.actor;
  const requests = sorted(desk.views.map(({ request }) => request));
  const among = (fits: (request: DiscountRequest) => boolean) => at(requests.filter(fits), action.pick);
  const own = (request: DiscountRequest) => request.ownerId === userId;
  if (action.kind === 'submit') return submit(desk, action);
  if (action.kind === 'revise') {
    const request = among((one) => own(one) && undecided(one));
    const items = wish(desk, action);
    if (request === undefined || items === null) return null;
    const provisional = provisionalOf(desk, items, request);
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
  const inbox = (one: DiscountRequest) => !own(one) && one.status === 'underReview';
  switch (action.kind) {
    case 'withdraw':
      return about(
        'request.withdraw',
        among((one) => own(one) && undecided(one)),
      );
    case 'approve':
      return about('request.approve', among(inbox), { note: null });
    case 'reject':
      return about('request.reject', among(inbox), { reason: 'too much' });
    case 'requestAdjustment':
      return about('request.requestAdjustment', among(inbox), { reason: 'a little less', suggestedDiscountBp: 500 });
    case 'recordSale':
      return about(
        'request.recordSale',
        among((one) => own(one) && /pproved$/.test(one.status)),
        { sale: 'won' },
      );
    default: {
      // Something that is not as it was: an older revision, or a decision that is not this person's to make.
      const request = among(
        action.pick % 3 === 0 ? () => true : ({ revision, status }) => revision > 1 && status === 'underReview',
      );
      const stale =
        action.pick % 2 === 0 ? about('request.approve', request, { note: null }) : about('request.withdraw', request);
      return stale && { ...stale, baseRevision: Math.max(1, stale.baseRevision - (action.pick % 5 === 0 ? 0 : 1)) };
    }
  }
}
