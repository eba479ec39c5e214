import { TABLE_WORDS } from '../words/table-words.ts';
import type { Columns } from './csv.ts';

const DEAL = { headers: ['deal', 'orderID', 'dealNumber', 'invoiceNo', 'invoice'], required: true, literal: true };
const SKU = { headers: ['sku', 'productID', 'articleNumber', 'stockCode'], required: true, literal: true };

export const CUSTOMER_COLUMNS = {
  code: { headers: ['code', 'customerID', 'customerCode'], required: true, literal: true },
  name: { headers: ['name', 'companyName', 'customerName'], literal: true },
  class: { headers: ['class', 'customerClass'] },
  segment: { headers: ['segment'] },
  city: { headers: ['city'] },
  country: { headers: ['country'] },
  blocked: { headers: ['blocked'] },
  blockedReason: { headers: ['blockedReason'] },
  owner: { headers: ['ownerEmail', 'owner', 'salesperson'] },
} satisfies Columns;

/** With a file of categories, products name them by its keys. */
export const productColumns = (hasCategories: boolean) =>
  ({
    sku: SKU,
    name: { headers: ['name', 'productName'], literal: true },
    category: {
      headers: hasCategories ? ['categoryID', 'category', 'categoryName'] : ['category', 'categoryName', 'categoryID'],
    },
    unit: { headers: ['unit', 'quantityPerUnit'] },
    listPrice: { headers: ['listPrice', 'unitPrice'] },
    cost: { headers: ['cost', 'unitCost'] },
    discontinued: { headers: ['discontinued'] },
  }) satisfies Columns;

export const CATEGORY_COLUMNS = {
  id: { headers: ['categoryID', 'id'], required: true, literal: true },
  name: { headers: ['categoryName', 'name'], required: true, literal: true },
} satisfies Columns;

export const DEAL_COLUMNS = {
  deal: DEAL,
  customer: { headers: ['customer', 'customerID', 'customerCode'], literal: true },
  date: { headers: ['date', 'orderDate', 'invoiceDate'] },
  salesperson: { headers: ['salesperson', 'ownerEmail', 'owner', 'employeeID'] },
  sale: { headers: ['sale', 'outcome'] },
} satisfies Columns;

/**
 * A discount is a share or a percentage: the header, a percent sign in the cell, or the person who imports says which.
 */
export const LINE_COLUMNS = {
  deal: DEAL,
  sku: SKU,
  quantity: { headers: ['quantity'] },
  listPrice: { headers: ['listPrice', 'unitPrice'], single: true },
  netPrice: { headers: ['netPrice', 'soldPrice', 'salesPrice', 'price'], single: true },
  cost: { headers: ['cost', 'unitCost'], single: true },
  discount: { headers: ['discount'] },
  discountPercent: { headers: ['discountPercent', 'discountPct', 'discount%', 'discount(%)', 'discountIn%'] },
  discountShare: { headers: ['discountShare', 'discountFraction'] },
} satisfies Columns;

/** Deals and their lines in one file: each row is a line, and repeats what it says of its deal. */
export const FLAT_COLUMNS = {
  ...DEAL_COLUMNS,
  ...LINE_COLUMNS,
  sku: { ...SKU, otherwise: TABLE_WORDS.nameOrderDetails },
} satisfies Columns;

/** Columns whose cells are numbers. A file has one decimal sign for all of them. */
export const NUMBER_COLUMNS = [
  'listPrice',
  'netPrice',
  'cost',
  'quantity',
  'discount',
  'discountPercent',
  'discountShare',
] as const;

export const DATE_COLUMN = 'date';
