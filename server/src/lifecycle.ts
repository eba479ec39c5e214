type Phase =
  /** Not everything is connected yet. */
  | 'starting'
  | 'serving'
  /** About to stop, and still taking work: load balancers have to notice first. */
  | 'leaving'
  /** Takes nothing new, and finishes what it has. */
  | 'draining';

/** What is in progress, by kind: a call ends by itself, a stream once it has asked its client to move. */
type Kind = 'call' | 'stream';

/** Whether this process takes work, and what it has not finished yet. */
export class Lifecycle {
  #phase: Phase = 'starting';
  readonly #underWay: Record<Kind, number> = { call: 0, stream: 0 };
  readonly #waiting: Record<Kind, (() => void)[]> = { call: [], stream: [] };

  get phase(): Phase {
    return this.#phase;
  }

  get isStopping(): boolean {
    return this.#phase === 'leaving' || this.#phase === 'draining';
  }

  /** Never goes back: a process that was asked to stop during start-up still stops. */
  become(phase: Exclude<Phase, 'starting'>): void {
    const order: readonly Phase[] = ['starting', 'serving', 'leaving', 'draining'];
    if (order.indexOf(phase) > order.indexOf(this.#phase)) this.#phase = phase;
  }

  underWay(kind: Kind): number {
    return this.#underWay[kind];
  }

  /** @returns to be called once it is over; again does nothing */
  enter(kind: Kind): () => void {
    this.#underWay[kind] += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#underWay[kind] -= 1;
      if (this.#underWay[kind] === 0) for (const tell of this.#waiting[kind].splice(0)) tell();
    };
  }

  /** Waits until nothing of this kind is under way. @returns false if that takes longer */
  async over(kind: Kind, mostMs: number): Promise<boolean> {
    if (this.#underWay[kind] === 0) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), mostMs);
    this.#waiting[kind].push(() => resolve(true));
    const isOver = await promise;
    clearTimeout(timer);
    return isOver;
  }
}
