import { ofThousandths } from '@marginiq/contract/quantity';
import { amountOf as amountAt, multiplyDivide, shareBp, WHOLE_BP } from '@marginiq/domain/money';

/** What a line says about its prices. Undefined: not stated. A negative discount is a surcharge. */
export interface StatedPrices {
  listPriceMinor?: number | undefined;
  netPriceMinor?: number | undefined;
  discountBp?: number | undefined;
}

export interface Quantity {
  thousandths: number;
  /** The smallest quantity that can be a line of its own: one piece, or a thousandth of a kilogram. */
  step: number;
  /** Whether it may become two lines. */
  mayTakeTwo: boolean;
}

interface Price {
  listPriceMinor: number;
  discountBp: number;
}

export interface Priced {
  /** Lines of the request: two if no single price gives the amount. */
  parts: (Price & { thousandths: number })[];
  /** The list price of which the cost is a share. */
  listPriceMinor: number;
  /** `stated` if the list price is the one of the file; else why it is another one. */
  as: 'stated' | 'aboveList' | 'moved' | 'soldPrice' | 'noList';
}

const amountOf = ({ listPriceMinor, discountBp }: Price, thousandths: number) =>
  amountAt(ofThousandths(thousandths), listPriceMinor, discountBp);

const NEAR = [0, 1, -1, 2, -2];
const AROUND = [
  [1, 0],
  [0, -1],
  [0, 0],
  [1, -1],
  [2, -1],
  [1, -2],
] as const;

/** So much at the dearer price and the rest at the cheaper one that both come to the amount. Null if they never do. */
function between(dear: Price, cheap: Price, { amount, quantity }: { amount: number; quantity: Quantity }) {
  const { thousandths, step, mayTakeTwo } = quantity;
  const [most, least] = [amountOf(dear, thousandths), amountOf(cheap, thousandths)];
  if (most === amount) return [{ ...dear, thousandths }];
  if (least === amount) return [{ ...cheap, thousandths }];
  if (!mayTakeTwo) return null;
  // Two lines are rounded twice, so even two at the same price may come to a cent more than one.
  const guess = multiplyDivide(
    most === least ? 1 : most - amount,
    thousandths / step,
    most === least ? 2 : most - least,
  );
  for (const near of NEAR) {
    const cheaper = (guess + near) * step;
    if (cheaper <= 0 || cheaper >= thousandths) continue;
    if (amountOf(dear, thousandths - cheaper) + amountOf(cheap, cheaper) !== amount) continue;
    return [
      { ...dear, thousandths: thousandths - cheaper },
      { ...cheap, thousandths: cheaper },
    ];
  }
  return null;
}

/** Lines at this list price that come to the amount, with the discount that is nearest to it. */
function atDiscount(listPriceMinor: number, about: { amount: number; quantity: Quantity }) {
  const list = amountOf({ listPriceMinor, discountBp: 0 }, about.quantity.thousandths);
  const nearest = shareBp(list - about.amount, list);
  const at = (discountBp: number): Price => ({ listPriceMinor, discountBp });
  if (amountOf(at(nearest), about.quantity.thousandths) === about.amount)
    return between(at(nearest), at(nearest), about);
  const lower = nearest > 0 ? between(at(nearest - 1), at(nearest), about) : null;
  return lower ?? (nearest < WHOLE_BP ? between(at(nearest), at(nearest + 1), about) : null);
}

/** Lines with this discount that come to the amount, at the list prices that are nearest to it. */
function atListPrice(discountBp: number, about: { amount: number; quantity: Quantity }) {
  const whole = multiplyDivide(about.amount, WHOLE_BP, WHOLE_BP - discountBp);
  const nearest = multiplyDivide(whole, 1_000, about.quantity.thousandths);
  const at = (listPriceMinor: number): Price => ({ listPriceMinor, discountBp });
  const around = AROUND.filter(([, lower]) => nearest + lower >= 0);
  return firstOf(around, ([higher, lower]) => between(at(nearest + higher), at(nearest + lower), about));
}

function firstOf<A, T>(all: readonly A[], make: (one: A) => T | null): T | null {
  for (const one of all) {
    const made = make(one);
    if (made !== null) return made;
  }
  return null;
}

function soldFor(listPriceMinor: number, netPriceMinor: number, quantity: Quantity): Priced {
  const { thousandths } = quantity;
  const atSoldPrice = [{ listPriceMinor: netPriceMinor, discountBp: 0, thousandths }];
  if (netPriceMinor > listPriceMinor) return { parts: atSoldPrice, listPriceMinor, as: 'aboveList' };
  const about = { amount: amountOf({ listPriceMinor: netPriceMinor, discountBp: 0 }, thousandths), quantity };
  const exact = atDiscount(listPriceMinor, about);
  if (exact !== null) return { parts: exact, listPriceMinor, as: 'stated' };
  const nearest = shareBp(listPriceMinor - netPriceMinor, listPriceMinor);
  const discounts = NEAR.map((near) => nearest + near).filter((bp) => bp >= 0 && bp < WHOLE_BP);
  const moved = firstOf(discounts, (bp) => atListPrice(bp, about));
  return { parts: moved ?? atSoldPrice, listPriceMinor, as: moved === null ? 'soldPrice' : 'moved' };
}

/**
 * The prices of a past line in the form of a request line: a list price and a discount in whole basis points that come to
 * what was paid, to the cent. A request has no price above list: in that case the sold price is used as the list price.
 */
export function priceLine(
  { listPriceMinor, netPriceMinor, discountBp }: StatedPrices,
  quantity: Quantity,
): Priced | 'contradiction' | 'noListPrice' | 'unevenPrice' {
  const { thousandths } = quantity;
  if (netPriceMinor === undefined) {
    if (listPriceMinor === undefined) return 'noListPrice';
    const price = { listPriceMinor, discountBp: discountBp ?? 0 };
    if (price.discountBp >= 0) return { parts: [{ ...price, thousandths }], listPriceMinor, as: 'stated' };
    const parts = atListPrice(0, { amount: amountOf(price, thousandths), quantity });
    return parts === null ? 'unevenPrice' : { parts, listPriceMinor, as: 'aboveList' };
  }
  const atSoldPrice = { parts: [{ listPriceMinor: netPriceMinor, discountBp: 0, thousandths }] };
  if (listPriceMinor === undefined) {
    if (discountBp === undefined) return { ...atSoldPrice, listPriceMinor: netPriceMinor, as: 'noList' };
    if (discountBp === WHOLE_BP) return 'noListPrice';
    const list = multiplyDivide(netPriceMinor, WHOLE_BP, WHOLE_BP - discountBp);
    return soldFor(list, netPriceMinor, quantity);
  }
  if (discountBp === undefined) return soldFor(listPriceMinor, netPriceMinor, quantity);
  if (amountAt(1, listPriceMinor, discountBp) !== netPriceMinor) return 'contradiction';
  if (discountBp < 0) return soldFor(listPriceMinor, netPriceMinor, quantity);
  return { parts: [{ listPriceMinor, discountBp, thousandths }], listPriceMinor, as: 'stated' };
}
