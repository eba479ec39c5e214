import { ServerBusyError } from '../server-busy.ts';

export interface TurnLimits {
  /** Run at the same time. */
  atOnce: number;
  /** How many wait behind those; the rest are asked to retry. */
  waiting: number;
  /** How many of the waiting places are reserved for known callers. */
  keptForKnown: number;
  /** How many may wait from one place: counted separately for strangers and for known callers. */
  fromOnePlace: number;
}

/** Each sign-in hashes a password, which takes 19 MiB and a core for some 20 ms; the others have work to do too. */
const SIGN_INS: TurnLimits = { atOnce: 2, waiting: 32, keptForKnown: 8, fromOnePlace: 12 };

interface Waiting {
  /** Those of one key never run at the same time. */
  key: string;
  place: string | null;
  /** Shows what only a person of the company has: a device's proof, or a link. Strangers cannot take all the room of these. */
  isKnown: boolean;
  start: () => void;
}

/**
 * Lets expensive work run a little at a time: that of the known first, otherwise in the order in which it came, and that of one
 * key one after the other.
 */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #running = new Set<string>();
  readonly #waiting: Waiting[] = [];

  constructor(limits: TurnLimits = SIGN_INS) {
    this.#limits = limits;
  }

  /** @throws ServerBusyError */
  async run<T>(whose: Omit<Waiting, 'start'>, work: () => Promise<T>): Promise<T> {
    await this.#turn(whose);
    try {
      return await work();
    } finally {
      this.#running.delete(whose.key);
      this.#startNext();
    }
  }

  #mayRun(key: string): boolean {
    return this.#running.size < this.#limits.atOnce && !this.#running.has(key);
  }

  #turn(whose: Omit<Waiting, 'start'>): Promise<void> | void {
    const { key } = whose;
    if (this.#mayRun(key) && !this.#waiting.some((other) => other.key === key)) {
      this.#running.add(key);
      return;
    }
    if (!this.#hasRoom(whose)) throw new ServerBusyError();
    return new Promise((start) => void this.#waiting.push({ ...whose, start }));
  }

  #hasRoom({ place, isKnown }: Omit<Waiting, 'start'>): boolean {
    const { waiting, keptForKnown, fromOnePlace } = this.#limits;
    const alike = this.#waiting.filter((other) => other.isKnown === isKnown);
    if (this.#waiting.length >= waiting || (!isKnown && alike.length >= waiting - keptForKnown)) return false;
    return place === null || alike.filter((other) => other.place === place).length < fromOnePlace;
  }

  /** Whoever guesses at somebody's account must not keep that person out, so the known go before strangers. */
  #next(): Waiting | undefined {
    const ready = this.#waiting.filter(({ key }) => this.#mayRun(key));
    return ready.find(({ isKnown }) => isKnown) ?? ready[0];
  }

  #startNext(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#running.add(next.key);
      next.start();
    }
  }
}
