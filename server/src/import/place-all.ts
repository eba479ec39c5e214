import { type TenantDocuments, toStored } from '../tenancy/documents.ts';
import { UnfitDocumentError } from '../tenancy/fit.ts';
import type { ImportFiles } from './import-files.ts';
import type { Plans } from './make-plans.ts';
import { NO_FILE, type Problem } from './problem.ts';

type Imported = 'customers' | 'products' | 'discountRequests';

/** Puts a document aside, or only looks whether it could be. @throws UnfitDocumentError */
export type Place = <N extends Imported>(
  name: N,
  after: TenantDocuments[N],
  before?: TenantDocuments[N] | null,
) => void;

/**
 * Places all that is new or changed. @returns a problem for each document that no device could read: a deal of too many lines,
 * or with a total that cannot be counted exactly. It is named by the key by which the file knows it.
 */
export function placeAll({ customers, products, deals, requests }: Plans, files: ImportFiles, place: Place): Problem[] {
  const problems: Problem[] = [];
  const attempt = (at: Pick<Problem, 'file' | 'column' | 'value'>, work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof UnfitDocumentError)) throw error;
      problems.push({ ...at, line: 0, reason: `could not be read by any device: ${error.places.join('; ')}` });
    }
  };
  const of = (file: { name: string } | undefined, column: string | null, value: string) => ({
    file: file?.name ?? NO_FILE,
    column,
    value,
  });
  for (const { key, before, after } of customers.changes) {
    const work = () => place('customers', toStored(after), before && toStored(before));
    attempt(of(files.customers, 'code', key), work);
  }
  for (const { key, before, after } of products.changes) {
    attempt(of(files.products, 'sku', key), () => place('products', toStored(after), before && toStored(before)));
  }
  for (const { key, before, after } of deals.changes) {
    const work = () => place('discountRequests', toStored(after), before && toStored(before));
    attempt(of(files.deals, 'deal', key), work);
  }
  for (const request of requests) {
    attempt(of(undefined, null, request.id), () => place('discountRequests', toStored(request)));
  }
  return problems;
}
