/** A source of randomness that gives the same for the same seed. For demo data only, never for secrets. */
export interface Random {
  /** In [0, 1). */
  next: () => number;
  /** Whole, both ends included. */
  int: (min: number, max: number) => number;
  pick: <T>(choices: readonly [T, ...T[]]) => T;
  chance: (probability: number) => boolean;
  /** Standard normal. */
  normal: () => number;
  /** A UUIDv7 of that moment. */
  id: (milliseconds: number) => string;
}

/** mulberry32: 32 bits of state, more than enough for a demo. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function createRandom(seed: number): Random {
  const next = mulberry32(seed);
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join('');
  return {
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    chance: (probability) => next() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    id: (milliseconds) => {
      const time = Math.floor(milliseconds).toString(16).padStart(12, '0');
      const variant = (8 + Math.floor(next() * 4)).toString(16);
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
    },
  };
}

/** The share of yes at a given strength: 0 is even, 2 is 88 %, -2 is 12 %. */
export const logistic = (strength: number): number => 1 / (1 + Math.exp(-strength));
