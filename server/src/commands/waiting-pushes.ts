import type { CallContext } from '../observe/call-context.ts';
import type { BatchResult, CommandBatch } from './decide-batch.ts';

/** More commands than this do not go into one transaction: it must stay short. */
const MAX_COMMANDS_PER_COMMIT = 400;
/**
 * Pushes of one company that wait while one is under way, and commands in them. Whoever comes behind them would not be answered
 * in time, and all that wait is held in memory.
 */
const MAX_WAITING = { pushes: 1_000, commands: 10_000 };
/** A device sends its next push when the last one is answered, so even somebody with several devices needs fewer than this. */
const MAX_WAITING_OF_ONE_PERSON = { pushes: 20, commands: 1_000 };

export interface WaitingPush {
  /** When it was pushed, by `performance.now()`. */
  askedAt: number;
  /** The context of the call that pushed, for the log. */
  context: Readonly<CallContext>;
  batch: CommandBatch;
  resolve: (result: BatchResult) => void;
  reject: (error: unknown) => void;
  /** Stops the clock that would answer it "busy": its turn has come. */
  isTaken: () => void;
}

const commandsIn = (pushes: readonly WaitingPush[]): number =>
  pushes.reduce((sum, { batch }) => sum + batch.envelopes.length, 0);

const isWithin = (pushes: readonly WaitingPush[], most: { pushes: number; commands: number }): boolean =>
  pushes.length <= most.pushes && commandsIn(pushes) <= most.commands;

/** The waiting pushes of one company. Its people take turns, so that nobody who pushes a lot keeps the others waiting. */
export class WaitingPushes {
  /** By person, whoever's turn is next first; nobody is listed without a push. */
  readonly #ofPeople = new Map<string, WaitingPush[]>();

  get all(): WaitingPush[] {
    return [...this.#ofPeople.values()].flat();
  }

  get size(): number {
    return [...this.#ofPeople.values()].reduce((sum, own) => sum + own.length, 0);
  }

  /** Whether there was room for it. */
  add(push: WaitingPush): boolean {
    const { userId } = push.batch;
    const own = [...(this.#ofPeople.get(userId) ?? []), push];
    if (!isWithin(own, MAX_WAITING_OF_ONE_PERSON) || !isWithin([...this.all, push], MAX_WAITING)) return false;
    this.#ofPeople.set(userId, own);
    return true;
  }

  /** Takes out one that has waited too long. @returns whether it still waited: nobody decides it then */
  remove(push: WaitingPush): boolean {
    const { userId } = push.batch;
    const own = this.#ofPeople.get(userId) ?? [];
    const others = own.filter((one) => one !== push);
    if (others.length === 0) this.#ofPeople.delete(userId);
    else this.#ofPeople.set(userId, others);
    return others.length < own.length;
  }

  /** Takes out as many as go into one transaction: one of each person in turn, each person's in the order in which they came. */
  take(): WaitingPush[] {
    const taken: WaitingPush[] = [];
    // Whoever has more goes to the end of the map, where this loop meets them again.
    for (const [userId, [next, ...later]] of this.#ofPeople) {
      if (next === undefined) continue;
      if (taken.length > 0 && commandsIn([...taken, next]) > MAX_COMMANDS_PER_COMMIT) break;
      taken.push(next);
      next.isTaken();
      this.#ofPeople.delete(userId);
      if (later.length > 0) this.#ofPeople.set(userId, later);
    }
    return taken;
  }
}
