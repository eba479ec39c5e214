/** The point in a write at which the process is killed. */
export const KILL_POINTS = ['before', 'torn', 'after'] as const;
export type KillPoint = (typeof KILL_POINTS)[number];

/** What befalls the writes of the local database. */
export interface WriteFaults {
  /** There is no room left: for nothing, for what is pulled, for commands, for both. */
  full: 'none' | 'pulled' | 'commands' | 'all';
  /** The process is killed in the nth write from now; null: in none. */
  killIn: number | null;
  killAt: KillPoint;
}

export const NO_WRITE_FAULTS: WriteFaults = { full: 'none', killIn: null, killAt: 'after' };

export const killed = () => process.kill(process.pid, 'SIGKILL');

/** Stands before every write of the local database. */
export class WritePort {
  faults: WriteFaults = NO_WRITE_FAULTS;

  /**
   * @returns where in this write the process should be killed, if at all
   * @throws QuotaExceededError as IndexedDB does
   */
  enter(collection: string): KillPoint | null {
    const { full, killIn, killAt } = this.faults;
    const isCommand = collection === 'commands';
    if (full === 'all' || (full === 'commands' && isCommand) || (full === 'pulled' && !isCommand)) {
      throw new DOMException('there is no room left on the device', 'QuotaExceededError');
    }
    if (killIn === null) return null;
    this.faults = { ...this.faults, killIn: killIn - 1 };
    return killIn <= 1 ? killAt : null;
  }
}
