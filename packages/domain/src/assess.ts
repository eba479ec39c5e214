import type { RequestItem, WishedItem } from '@marginiq/contract/discount-request';
import { type Evaluation, marginSchema } from '@marginiq/contract/evaluation';
import type { RefusalParams } from '@marginiq/contract/outcome';
import type { ReasonCode } from '@marginiq/contract/reason-code';
import { isSoldAs, isStillSoldBy } from '@marginiq/contract/units';
import { canSee } from './audience.ts';
import type { DecisionContext, EvaluationContext } from './context.ts';
import { type Decision, refused } from './decision.ts';
import { evaluate } from './evaluate.ts';

/** The current prices for the request; null if a product is unknown. */
export function priceItems(items: readonly WishedItem[], products: DecisionContext['products']): RequestItem[] | null {
  const priced: RequestItem[] = [];
  for (const item of items) {
    const product = products.get(item.productId);
    if (product === undefined) return null;
    const { name, category, unit, listPriceMinor, costMinor } = product;
    priced.push({ ...item, name, category, unit, listPriceMinor, costMinor });
  }
  return priced;
}

/** The context of an evaluation, or null while the company's rules have not been set up. */
export function evaluationContext(context: DecisionContext): EvaluationContext | null {
  const { customer, owner, products, ruleSet, governance, statistics, granted = null } = context;
  if (customer === null || owner === null || ruleSet === null || governance === null || statistics === null)
    return null;
  return { customer, owner, products, ruleSet, governance, statistics, granted };
}

/** Whether every figure can be counted exactly. The margin of something expensive that is sold for a cent is a share that cannot. */
export const isCountable = ({ total, lines }: Evaluation): boolean =>
  [total, ...lines].every((figures) => marginSchema.safeParse(figures).success);

type Assessed = { ok: true; items: RequestItem[]; evaluation: Evaluation } | { ok: false; decision: Decision };

/** The reason code of a request that nobody may approve, from the first guardrail that forbids it. */
export function forbiddenCode({ violations }: Pick<Evaluation, 'violations'>): ReasonCode {
  const first = violations.find(({ onBreach }) => onBreach === 'forbid');
  if (first?.code === 'customerBlocked') return 'customerBlocked';
  if (first?.code === 'productDiscontinued') return 'productDiscontinued';
  return 'guardrail';
}

/** The limits that nobody may exceed, by name. */
export function forbiddenBy({ violations }: Pick<Evaluation, 'violations'>): { limits: string[] } {
  return { limits: violations.filter(({ onBreach }) => onBreach === 'forbid').map(({ label }) => label) };
}

/** The request at current prices, and its evaluation; or why it cannot be made. */
export function assess(wished: readonly WishedItem[], context: DecisionContext): Assessed {
  const no = (code: ReasonCode, params?: RefusalParams): Assessed => ({
    ok: false,
    decision: refused(code, params && { params }),
  });
  if (new Set(wished.map(({ productId }) => productId)).size !== wished.length) {
    return no('invalidCommand', { field: 'items', problem: 'repeatedProduct' });
  }
  if (context.customer === null || !canSee(context.actor, context.customer)) return no('customerUnknown');
  const items = priceItems(wished, context.products);
  if (items === null) return no('productUnknown');
  // Two kilograms are not two metres: the person has to enter the quantity again.
  const other = wished.find(({ unit }, index) => !isStillSoldBy(unit, items[index]?.unit ?? ''));
  if (other !== undefined) {
    const { name = '', unit = '' } = context.products.get(other.productId) ?? {};
    return no('unitChanged', { name, unit, quantity: other.quantity, askedUnit: other.unit ?? '' });
  }
  const inParts = items.find(({ quantity, unit }) => !isSoldAs(quantity, unit ?? ''));
  if (inParts !== undefined) return no('soldWhole', { name: inParts.name, quantity: inParts.quantity });
  const full = evaluationContext(context);
  if (full === null) return no('notConfigured');
  const evaluation = evaluate(items, full);
  if (!isCountable(evaluation)) return no('invalidCommand', { field: 'items', problem: 'tooLarge' });
  if (evaluation.verdict === 'refuse') {
    const decision = refused(forbiddenCode(evaluation), {
      params: forbiddenBy(evaluation),
      inputs: evaluation.inputs,
    });
    return { ok: false, decision };
  }
  return { ok: true, items, evaluation };
}
