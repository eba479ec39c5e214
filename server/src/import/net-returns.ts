import type { DealLineRow } from './rows.ts';

export const isReturn = ({ thousandths }: Pick<DealLineRow, 'thousandths'>): boolean => (thousandths ?? 0) < 0;

const samePrice = (a: DealLineRow, b: DealLineRow) =>
  a.listPriceMinor === b.listPriceMinor && a.netPriceMinor === b.netPriceMinor && a.discountBp === b.discountBp;

/**
 * Deducts a deal's returns from its lines: first from the same article at the same price, the latest line first.
 * @returns what remains sold, and what was returned beyond it
 */
export function netReturns(
  lines: readonly DealLineRow[],
  articleOf: (line: DealLineRow) => string,
): { sold: DealLineRow[]; over: DealLineRow[] } {
  const returns = lines.filter(isReturn);
  if (returns.length === 0) return { sold: [...lines], over: [] };
  const left = new Map(lines.filter((line) => !isReturn(line)).map((line) => [line, line.thousandths]));
  const latestFirst = Map.groupBy([...left.keys()].reverse(), articleOf);
  const over: DealLineRow[] = [];
  for (const returned of returns) {
    const candidates = (latestFirst.get(articleOf(returned)) ?? []).filter((line) => left.get(line) !== undefined);
    const same = candidates.filter((line) => samePrice(line, returned));
    const other = candidates.filter((line) => !samePrice(line, returned));
    let open = -(returned.thousandths ?? 0);
    for (const line of [...same, ...other]) {
      const here = left.get(line) ?? 0;
      const taken = Math.min(open, here);
      left.set(line, here - taken);
      open -= taken;
    }
    if (open > 0) over.push({ ...returned, thousandths: -open });
  }
  const sold = [...left].flatMap(([line, thousandths]) => (thousandths === 0 ? [] : [{ ...line, thousandths }]));
  return { sold, over };
}
