import {
  type CommandEnvelope,
  type CommandOf,
  type CommandType,
  commandVersion,
  type Provisional,
} from '@marginiq/contract/command';
import type { Outcome } from '@marginiq/contract/outcome';
import type { PushReply } from '@marginiq/contract/push';
import { distinctUntilChanged, map, merge, type Observable, Subject, switchMap } from 'rxjs';
import {
  asOutboxRow,
  deviceSeqOf,
  emptiedCommand,
  type LocalRxDatabase,
  type OutboxRow,
  sealerOf,
} from '../database/row.ts';
import { InvalidCommandError, NotSavedError } from '../database/save-errors.ts';
import { isStorageFull } from '../database/storage-full.ts';
import { removeStored, storedRow, storedRowsOf } from '../database/stored-rows.ts';
import { changeEntries } from '../replica/change-entries.ts';
import { makeRoom } from '../replica/make-room.ts';
import { checkedCommand } from './checked-command.ts';
import { CommandNumbers } from './command-numbers.ts';
import { type EntryState, type OutboxEntry, outboxEntrySchema } from './outbox-entry.ts';
import {
  type HeldBack,
  isSameHeld,
  isUnsettledRow,
  type ReadEntries,
  SealedEntries,
  storedOutbox,
} from './sealed-entries.ts';
import { settleAnswered } from './settle-answered.ts';
import { refusedHere } from './settling.ts';

/**
 * Runs `work` while nobody else on this device does, in whichever window. The browser's Web Locks in production.
 * Rejects with the signal's reason when that fires before the turn has come.
 */
export type Exclusively = <T>(name: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

export interface OutboxPorts {
  deviceId: string;
  now: () => string;
  newId: () => string;
  exclusively: Exclusively;
}

/** What a feature hands in; the outbox adds id, device, number and time. */
export interface NewCommand<T extends CommandType> {
  /** Set it if the same action may be submitted twice; the second call has no effect. */
  id?: string;
  type: T;
  args: CommandOf<T>['args'];
  baseRevision: number;
  provisional: Provisional | null;
}

const noGuard = async () => undefined;
const isWaiting = ({ state }: OutboxEntry) => state === 'waiting';

/**
 * The commands of this device that are not settled yet. A command is durable before `submit` resolves, and leaves
 * only by an outcome or by the user's own hand (law 6).
 */
export class Outbox {
  /** What became of the commands that this window sent, or could not send: for telling the user. */
  readonly settled$ = new Subject<Outcome>();
  readonly #database: LocalRxDatabase;
  readonly #ports: OutboxPorts;
  readonly #sealed: SealedEntries;
  readonly #numbers: CommandNumbers;
  readonly #again$ = new Subject<void>();

  constructor(database: LocalRxDatabase, ports: OutboxPorts) {
    this.#database = database;
    this.#ports = ports;
    this.#sealed = new SealedEntries(sealerOf(database));
    this.#numbers = new CommandNumbers(database, ports.deviceId);
  }

  get deviceId(): string {
    return this.#ports.deviceId;
  }

  /** In the order in which the user acted. Emits again with each change, in every window. */
  get entries$(): Observable<OutboxEntry[]> {
    return this.#read$.pipe(map(({ entries }) => entries));
  }

  /** The rows here that cannot be read, now and after each change. */
  get held$(): Observable<HeldBack> {
    return this.#read$.pipe(
      map(({ held }) => held),
      distinctUntilChanged(isSameHeld),
    );
  }

  /** The rows of it, as they are on the disk. */
  get heldRows$(): Observable<OutboxRow[]> {
    return this.#read$.pipe(map(({ heldRows }) => heldRows));
  }

  /** A change that comes while the one before is still being opened takes its place: nothing is shown out of order. */
  get #read$(): Observable<ReadEntries> {
    const told$ = this.#query().$.pipe(map((rows) => rows.map((row) => row.toJSON() as OutboxRow)));
    const readAgain$ = this.#again$.pipe(switchMap(() => storedOutbox(this.#database)));
    return merge(told$, readAgain$).pipe(switchMap((rows) => this.#sealed.openAll(rows)));
  }

  /** Shows what is on the disk, for a window that may have missed messages. */
  readAgain(): void {
    this.#again$.next();
  }

  #query() {
    return this.#database.commands.find({ sort: [{ order: 'asc' }] });
  }

  async #rows(): Promise<OutboxRow[]> {
    return (await this.#query().exec()).map((row) => row.toJSON() as OutboxRow);
  }

  /** Those that can be read. */
  async entries(): Promise<OutboxEntry[]> {
    return (await this.#sealed.openAll(await this.#rows())).entries;
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#ports.exclusively(`${this.#database.name}:outbox`, work);
  }

  /**
   * Saves a command durably. A command whose id is already here was saved before, and is returned unchanged.
   * @throws NotSavedError
   * @throws InvalidCommandError
   */
  async submit<T extends CommandType>(command: NewCommand<T>): Promise<CommandEnvelope> {
    try {
      return await this.#exclusively(async () => {
        const saved = command.id === undefined ? null : await storedRow(this.#database.commands, command.id);
        const known = saved === null ? null : await this.#sealed.open(saved);
        if (known !== null && typeof known !== 'string') return known.command;
        const version = commandVersion(command.type);
        const envelope = checkedCommand({
          ...command,
          ...(version === 1 ? {} : { version }),
          id: command.id ?? this.#ports.newId(),
          deviceId: this.#ports.deviceId,
          deviceSeq: saved === null ? await this.#numbers.next() : deviceSeqOf(saved),
          madeAt: this.#ports.now(),
        });
        // It is already here, sealed by a key that is not.
        if (known === 'locked') return envelope;
        const row = await this.#sealed.seal({ command: envelope, state: 'waiting', outcome: null });
        await this.#save(row, saved);
        this.#numbers.gaveOut(envelope.deviceSeq);
        return envelope;
      });
    } catch (error) {
      throw error instanceof InvalidCommandError ? error : new NotSavedError(error);
    }
  }

  /** Unsent commands take precedence: what can be fetched from the server again makes room for them. */
  async #save(row: OutboxRow, damaged: OutboxRow | null): Promise<void> {
    const { commands } = this.#database;
    // A damaged row with this id is no reason to lose the action now that it has been handed in again.
    const write = () => (damaged === null ? commands.insert(row) : commands.upsert(row));
    try {
      await write();
    } catch (error) {
      if (!isStorageFull(error)) throw error;
      await makeRoom(this.#database);
      await write();
    }
  }

  /** Whether the server has answered this device before, as far as this local database remembers. */
  isNumbered(): Promise<boolean> {
    return this.#numbers.isNumbered();
  }

  /** What waits to be sent, first acted first. */
  async waiting(): Promise<CommandEnvelope[]> {
    return (await this.entries()).filter(isWaiting).map(({ command }) => command);
  }

  /**
   * What may be sent now: nothing while a command that waits is locked. Those behind it were made after it, and the server
   * decides in the order in which the user acted. A damaged one does not come back, so it holds up none.
   */
  async sendable(): Promise<CommandEnvelope[]> {
    const { entries, held } = await this.#sealed.openAll(await this.#rows());
    if (held.lockedWaiting > 0) return [];
    return entries.filter(isWaiting).map(({ command }) => command);
  }

  /** The ids of what waits, also of what cannot be read. */
  waitingIds(): Promise<string[]> {
    return this.idsIn('waiting');
  }

  /** The ids of the commands that are this far, also of those that cannot be read. */
  async idsIn(state: EntryState): Promise<string[]> {
    return (await this.#in(state, await this.#rows())).map(({ id }) => id);
  }

  async #in<Row extends OutboxRow>(state: EntryState, rows: readonly Row[]): Promise<Row[]> {
    const states = await Promise.all(rows.map((row) => this.#sealed.stateOf(row)));
    return rows.filter((_, index) => states[index] === state);
  }

  /**
   * Settles what a push answered. Commands that are still waiting and do not follow the server's next number (the
   * local database was lost, or the server's restored) are renumbered, at the latest when the server answers the next push with that
   * number alone. It knows commands by id, so none counts twice. Nothing is renumbered while a command that waits is locked: the
   * others would go before it.
   *
   * @param guard called right before anything is written, which it forbids by what it throws: another window leads
   * @returns whether anything was settled or renumbered; if not, pushing the same again will not help
   */
  async settle(reply: PushReply, guard: () => Promise<void> = noGuard): Promise<boolean> {
    let isChanged = false;
    const written = (entries: readonly OutboxEntry[]) => {
      isChanged ||= entries.length > 0;
      this.#tell(entries);
    };
    const parts = { database: this.#database, sealed: this.#sealed, numbers: this.#numbers };
    await this.#exclusively(() => settleAnswered(parts, reply, { guard, written }));
    return isChanged;
  }

  #tell(entries: readonly OutboxEntry[]): void {
    for (const { outcome } of entries) if (outcome !== null) this.settled$.next(outcome);
  }

  /**
   * Marks a command that can never be sent as refused, so that those behind it are sent. A settled one is left unchanged.
   * @param guard as for `settle`
   */
  async refuseLocally(
    commandId: string,
    refusal: NonNullable<Outcome['refusal']>,
    guard: () => Promise<void> = noGuard,
  ): Promise<void> {
    await this.#exclusively(() =>
      changeEntries(this.#database, this.#sealed, {
        read: () => storedRowsOf(this.#database.commands, [commandId]),
        change: (entries) => [entries.filter(isWaiting).map((entry) => refusedHere(entry, refusal, this.#ports.now()))],
        beforeWrite: guard,
        written: (entries) => this.#tell(entries),
      }),
    );
  }

  /** Forgets accepted commands whose result has been pulled. */
  async forgetAccepted(commandIds: readonly string[]): Promise<void> {
    await this.#remove(commandIds, 'accepted');
  }

  /** The user has seen a refusal and is done with it. Anything but a refused command stays. */
  async dismiss(commandId: string): Promise<void> {
    await this.#remove([commandId], 'refused');
  }

  /**
   * Needs no lock, which a window that does not answer might hold: a row is removed as it was read, in the state in which it
   * may be, or not at all.
   */
  async #remove(commandIds: readonly string[], state: EntryState): Promise<void> {
    if (commandIds.length === 0) return;
    for (let isDone = false; !isDone; ) {
      const rows = await storedRowsOf(this.#database.commands, commandIds);
      isDone = await removeStored(this.#database.commands, await this.#in(state, rows), emptiedCommand);
    }
  }

  /**
   * Takes back commands that were saved from a damaged database, and rows that could not be read there as they are. Known
   * ones stay as they are.
   */
  async restore(saved: readonly unknown[]): Promise<number> {
    const entries = saved.flatMap((one) => (outboxEntrySchema.safeParse(one).success ? [one as OutboxEntry] : []));
    const unopened = saved.flatMap((row) => asOutboxRow(row) ?? []);
    return await this.#exclusively(async () => {
      const sealed = await Promise.all(entries.map((entry) => this.#sealed.seal(entry)));
      const unsettled = [...unopened, ...sealed].filter(isUnsettledRow);
      const rows = new Map(unsettled.map((row) => [row.id, row]));
      const { success } = await this.#database.commands.bulkInsert([...rows.values()]);
      return success.length;
    });
  }
}
