import { MAX_QUANTITY } from '@marginiq/contract/limits';
import { ofThousandths } from '@marginiq/contract/quantity';
import { lineMargin } from '@marginiq/domain/margin';
import type { DealLineRow } from './rows.ts';

/** Part of a file's line as it will appear in the deal, before its cost is known. */
export interface MadeLine {
  thousandths: number;
  listPriceMinor: number;
  discountBp: number;
  /** The list price that the file states, if it is another one. */
  statedListMinor: number;
  /** Undefined: the file does not say. */
  costMinor: number | undefined;
}

const sameTerms = (a: MadeLine, b: MadeLine) =>
  a.listPriceMinor === b.listPriceMinor &&
  a.discountBp === b.discountBp &&
  a.statedListMinor === b.statedListMinor &&
  a.costMinor === b.costMinor;

function amountsOf({ thousandths, listPriceMinor, discountBp, costMinor = 0 }: MadeLine) {
  const margin = lineMargin({ quantity: ofThousandths(thousandths), listPriceMinor, discountBp, costMinor });
  return [margin.listMinor, margin.netMinor, margin.costMinor];
}

/**
 * Merges lines of one article on the same terms if that comes to the same amounts: two lines are rounded twice, and may
 * differ from one by a cent. The product's current cost plays no part, so that the same file always merges the same way.
 */
export function addUpMade(lines: readonly MadeLine[]): MadeLine[] {
  const added: MadeLine[] = [];
  for (const line of lines) {
    const at = added.findIndex((one) => {
      if (!sameTerms(one, line) || ofThousandths(sum(one, line).thousandths) > MAX_QUANTITY) return false;
      const [first, second] = [amountsOf(one), amountsOf(line)];
      return amountsOf(sum(one, line)).every((amount, index) => amount === (first[index] ?? 0) + (second[index] ?? 0));
    });
    const found = added[at];
    if (found === undefined) added.push(line);
    else added[at] = sum(found, line);
  }
  return added;
}

const sum = (a: MadeLine, b: MadeLine): MadeLine => ({ ...a, thousandths: a.thousandths + b.thousandths });

const termsOf = ({ listPriceMinor, netPriceMinor, discountBp, costMinor }: DealLineRow) =>
  JSON.stringify([listPriceMinor, netPriceMinor, discountBp, costMinor]);

/** Lines of one article that the file states in the same terms, as one. */
export function addUpLines(lines: readonly DealLineRow[]): DealLineRow[] {
  return [...Map.groupBy(lines, termsOf).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const all = [first, ...others].map(({ thousandths }) => thousandths);
    const isWhole = all.every((one) => one !== undefined);
    return { ...first, thousandths: isWhole ? all.reduce((total, one) => total + one, 0) : first.thousandths };
  });
}
