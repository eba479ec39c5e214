import { ServerBusyError } from '../server-busy.ts';

export interface TurnLimits {
  /** Run at the same time. */
  atOnce: number;
  /** Wait behind those; more are told to come again. */
  waiting: number;
  /** Of those that wait, from one place. */
  fromOnePlace: number;
}

/** Each sign-in hashes a password, which takes 19 MiB and a core for some 20 ms; the others have work to do too. */
const SIGN_INS: TurnLimits = { atOnce: 2, waiting: 32, fromOnePlace: 12 };

interface Waiting {
  /** Those of one key never run at the same time. */
  key: string;
  place: string | null;
  start: () => void;
}

/** Lets expensive work run a little at a time, in the order in which it came, and that of one key one after the other. */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #running = new Set<string>();
  readonly #waiting: Waiting[] = [];

  constructor(limits: TurnLimits = SIGN_INS) {
    this.#limits = limits;
  }

  /** @throws ServerBusyError */
  async run<T>({ key, place }: Omit<Waiting, 'start'>, work: () => Promise<T>): Promise<T> {
    await this.#turn(key, place);
    try {
      return await work();
    } finally {
      this.#running.delete(key);
      this.#startNext();
    }
  }

  #mayRun(key: string): boolean {
    return this.#running.size < this.#limits.atOnce && !this.#running.has(key);
  }

  #turn(key: string, place: string | null): Promise<void> | void {
    const { waiting, fromOnePlace } = this.#limits;
    if (this.#mayRun(key) && !this.#waiting.some((other) => other.key === key)) {
      this.#running.add(key);
      return;
    }
    const fromThere = place === null ? 0 : this.#waiting.filter((other) => other.place === place).length;
    if (this.#waiting.length >= waiting || fromThere >= fromOnePlace) throw new ServerBusyError();
    return new Promise((start) => void this.#waiting.push({ key, place, start }));
  }

  #startNext(): void {
    for (let index = this.#waiting.findIndex(({ key }) => this.#mayRun(key)); index >= 0; ) {
      const [next] = this.#waiting.splice(index, 1);
      if (next === undefined) return;
      this.#running.add(next.key);
      next.start();
      index = this.#waiting.findIndex(({ key }) => this.#mayRun(key));
    }
  }
}
