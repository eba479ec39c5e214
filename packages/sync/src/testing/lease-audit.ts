/** What only the window that leads may write. */
export type Guarded = 'pages' | 'device';

interface WindowRecord {
  /** The number of its last term; 0 while it never led. */
  term: number;
  /** What it may write without looking up the lease again. */
  readonly looked: Set<Guarded>;
  /** The step that its last write of each kind was, since it looked. */
  readonly steps: Map<Guarded, number>;
}

/**
 * Checks the storage of several windows against the law of leadership: once another term has begun, a window starts no write
 * in its old one, unless it has looked up the lease just before and found it its own. That look must be newer than the write
 * before it, and than anything that suspended the window.
 */
export class LeaseAudit {
  readonly violations: string[] = [];
  /** The window whose term is the newest. */
  leader: number | null = null;
  #newest = 0;
  readonly #windows = new Map<number, WindowRecord>();

  #of(window: number): WindowRecord {
    const record = this.#windows.get(window) ?? { term: 0, looked: new Set(), steps: new Map() };
    this.#windows.set(window, record);
    return record;
  }

  tookLease(window: number, number: number): void {
    this.#of(window).term = number;
    if (number <= this.#newest) return;
    this.#newest = number;
    this.leader = window;
  }

  looked(window: number, number: number): void {
    const record = this.#of(window);
    if (number !== record.term) return;
    record.looked.add('pages').add('device');
    record.steps.clear();
  }

  /** It was frozen, and whatever it knew may have changed since. */
  stoodStill(window: number): void {
    this.#of(window).looked.clear();
  }

  /** @param step one write may take several steps, each of a higher number: all of them go by one look */
  begins(window: number, what: Guarded, step: number): void {
    const record = this.#of(window);
    const before = record.steps.get(what);
    const continues = before !== undefined && step > before;
    record.steps.set(what, step);
    if (record.term < this.#newest && !record.looked.has(what) && !continues) {
      this.violations.push(`window ${window} wrote ${what} in term ${record.term}, although ${this.#newest} had begun`);
    }
    record.looked.delete(what);
  }
}
