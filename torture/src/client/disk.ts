import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalStorage } from '@marginiq/sync/database/local-database';
import {
  getPrimaryFieldOfPrimaryKey,
  type RxDocumentData,
  type RxStorageInstance,
  type RxStorageInstanceCreationParams,
} from 'rxdb';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { Journal } from './journal.ts';
import { killed, type WritePort } from './write-port.ts';

export type Stored = RxDocumentData<Record<string, unknown>>;
export type Params = RxStorageInstanceCreationParams<Record<string, unknown>, unknown>;
export type Instance = RxStorageInstance<Record<string, unknown>, unknown, unknown>;

const idOf = (document: Stored, primaryPath: string) => String(document[primaryPath]);

const JOURNAL = /^(.+)-\d+\.jsonl$/;

/** What a person's local database keeps when they sign out with unsettled commands: the outbox, and its numbering. */
const isKept = (collection: string, row: Stored) => collection !== 'local' || row.id === 'device';

const UNSETTLED = new Set(['waiting', 'refused']);

/**
 * One person's local database on one device: RxDB's memory storage, shared by all windows, whose every write is in a file
 * before it resolves, so that it outlives a killed process. Opening it for the first time replays the file. A write is there
 * completely or not at all, like IndexedDB's transaction for each write.
 */
export class Disk {
  readonly #inner: LocalStorage = getRxStorageMemory();
  readonly #folder: string;
  readonly #name: string;
  readonly #port: WritePort;
  readonly #journals = new Map<string, Journal<Stored[]>>();
  /** Two windows that open at once read it one behind the other. */
  #opening: Promise<unknown> = Promise.resolve();

  /** @param name of the local database */
  constructor(folder: string, name: string, port: WritePort) {
    this.#folder = folder;
    this.#name = name;
    this.#port = port;
    mkdirSync(folder, { recursive: true });
  }

  get rxdbVersion(): string {
    return this.#inner.rxdbVersion;
  }

  get #states(): Map<string, unknown> {
    return (this.#inner as unknown as { collectionStates: Map<string, unknown> }).collectionStates;
  }

  get #openKeys(): string[] {
    return [...this.#states.keys()].filter((key) => key.startsWith(`${this.#name}--memory--`));
  }

  /** An instance for one window, over what all of them share. */
  open(params: Params): Promise<Instance> {
    const opened = this.#opening.then(() => this.#open(params));
    this.#opening = opened.catch(() => undefined);
    return opened;
  }

  async #open(params: Params): Promise<Instance> {
    const { collectionName, schema } = params;
    const known = this.#openKeys.length;
    const instance: Instance = await this.#inner.createStorageInstance(params);
    const isFirst = this.#openKeys.length > known;
    const journal = this.#journal(`${collectionName}-${schema.version}`);
    const primaryPath = getPrimaryFieldOfPrimaryKey(schema.primaryKey);
    const write = instance.bulkWrite.bind(instance);
    const remove = instance.remove.bind(instance);
    if (isFirst) {
      const rows = journal.read().flatMap((written) => written.map((row) => [idOf(row, primaryPath), row] as const));
      const latest = [...new Map(rows).values()].map((document) => ({ document }));
      if (latest.length > 0) await write(latest, 'replay');
    }
    instance.bulkWrite = async (rows, context) => {
      const kill = this.#port.enter(collectionName);
      if (kill === 'before') killed();
      const { error } = await write(rows, context);
      const failed = new Set(error.map(({ documentId }) => documentId));
      const written = rows
        .map(({ document }) => document as unknown as Stored)
        .filter((row) => !failed.has(idOf(row, primaryPath)));
      if (kill === 'torn') {
        journal.appendTorn(written);
        killed();
      }
      if (written.length > 0) journal.append(written);
      if (kill === 'after') killed();
      return { error };
    };
    instance.remove = async () => {
      journal.remove();
      await remove();
    };
    return instance;
  }

  #journal(name: string): Journal<Stored[]> {
    const journal = this.#journals.get(name) ?? new Journal<Stored[]>(join(this.#folder, `${name}.jsonl`));
    this.#journals.set(name, journal);
    return journal;
  }

  /** Everything is deleted: its person signed out with nothing unsettled, or the device was revoked. */
  remove(): void {
    for (const key of this.#openKeys) this.#states.delete(key);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The browser wanted the room; windows that have it open are to lose their connections before. */
  evict(): void {
    this.remove();
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Signing out, once no window has it open: everything goes but commands that were not settled (law 6). */
  removeSettled(): void {
    const collections = readdirSync(this.#folder).flatMap((file) => {
      const [, collection] = JOURNAL.exec(file) ?? [];
      return collection === undefined ? [] : [{ collection, journal: this.#journal(file.slice(0, -'.jsonl'.length)) }];
    });
    const rowsOf = (journal: Journal<Stored[]>) => [
      ...new Map(journal.read().flatMap((rows) => rows.map((row) => [idOf(row, 'id'), row] as const))).values(),
    ];
    const stateOf = ({ _deleted, entry }: Stored) => (_deleted ? '' : (entry as { state: string }).state);
    const commands = collections.filter(({ collection }) => collection === 'commands');
    if (!commands.some(({ journal }) => rowsOf(journal).some((row) => UNSETTLED.has(stateOf(row))))) {
      this.remove();
      return;
    }
    for (const key of this.#openKeys) this.#states.delete(key);
    for (const { collection, journal } of collections) {
      if (collection === 'pages') journal.remove();
      if (collection !== 'local') continue;
      const kept = rowsOf(journal).filter((row) => isKept(collection, row));
      journal.remove();
      if (kept.length > 0) journal.append(kept);
    }
  }
}
