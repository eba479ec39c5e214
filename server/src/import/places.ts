import type { Customer } from '@marginiq/contract/customer';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import type { Product } from '@marginiq/contract/product';
import { toStored } from '../tenancy/documents.ts';
import type { Place } from './change.ts';
import type { FilesRead } from './import-files.ts';
import { NO_FILE } from './problem.ts';
import type { Staging } from './staging.ts';

const inFile = (file: string, column: string) => (line: number, value: string) => ({ file, line, column, value });

/** Where the changes of each kind go. */
export function places({ staging, read }: { staging: Staging; read: FilesRead }) {
  const at = {
    products: inFile(read.products.file, 'sku'),
    customers: inFile(read.customers.file, 'code'),
    deals: inFile(read.deals?.deals.file ?? NO_FILE, 'deal'),
  };
  const former = <T extends { id: string }>(before: T | null) => (before === null ? null : toStored(before));
  const products: Place<Product> = ({ key, line, before, after }) =>
    staging.add({ name: 'products', at: at.products(line, key), document: toStored(after), former: former(before) });
  const customers: Place<Customer> = ({ key, line, before, after, to }) =>
    staging.add({
      ...{ name: 'customers', at: at.customers(line, key), document: toStored(after), former: former(before) },
      ...(to === undefined ? {} : { handOver: { from: before?.ownerId ?? null, to } }),
    });
  const deals: Place<DiscountRequest> = ({ key, line, before, after }) =>
    staging.add({
      ...{ name: 'discountRequests', at: at.deals(line, key), document: toStored(after), former: former(before) },
    });
  return { products, customers, deals };
}
