import type { Command } from '@marginiq/contract/command';
import type { WishedItem } from '@marginiq/contract/discount-request';
import { totalMargin } from '@marginiq/domain/margin';
import type { Knowledge } from '@marginiq/sync/database/local-data';
import type { RequestView } from '@marginiq/sync/replica/overlay';

export type KnownNames = Pick<Knowledge, 'customers' | 'products'>;

/** Whose request an action is about, and what the customer would pay. */
export interface ActionSubject {
  customer: string;
  /** Null if it cannot be worked out on this device. */
  netMinor: number | null;
}

/** What these items come to at current prices; null unless every product is known, because part of a sum is wrong. */
function netOf(items: readonly WishedItem[], products: KnownNames['products']): number | null {
  const lines = items.flatMap((item) => {
    const product = products.get(item.productId);
    return product === undefined ? [] : [{ ...item, ...product }];
  });
  return lines.length < items.length ? null : totalMargin(lines).netMinor;
}

/**
 * The customer and amount of an action, so that people need not know a request by its number. Null if this device does
 * not know.
 */
export function actionSubject(
  command: Command | null,
  views: readonly RequestView[],
  { customers, products }: KnownNames,
): ActionSubject | null {
  if (command === null) return null;
  const request = views.find((view) => view.request.id === command.args.requestId)?.request;
  const customer =
    request?.customerName ??
    (command.type === 'request.submit' ? customers.get(command.args.customerId)?.name : undefined);
  if (customer === undefined) return null;
  const isWish = command.type === 'request.submit' || command.type === 'request.revise';
  const netMinor = isWish ? netOf(command.args.items, products) : (request?.evaluation.total.netMinor ?? null);
  return { customer, netMinor };
}
