import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { type MongoDb, stepDownBy } from './mongo-db.ts';
import { MongoProcess } from './mongo-process.ts';

/**
 * The transaction of a server that is killed in the middle of a commit holds up its company for this long. MongoDB's own
 * 60 seconds would be most of a run's time.
 */
const TRANSACTION_SECONDS = 10;

/** A replica set of one member. Its data may be saved and put back. */
export class MongoServer implements MongoDb {
  readonly #process: MongoProcess;
  #client: MongoClient | null = null;

  constructor(folder: string) {
    this.#process = new MongoProcess(join(folder, 'mongo'));
  }

  get uri(): string {
    return this.#process.uri;
  }

  get port(): number {
    return this.#process.port;
  }

  get #data(): string {
    return this.#process.data;
  }

  uriBehind(proxyPort: number): string {
    return `mongodb://127.0.0.1:${proxyPort}/?directConnection=true`;
  }

  async start(): Promise<void> {
    await this.#process.start();
    await (await this.raw('admin')).command({ setParameter: 1, transactionLifetimeLimitSeconds: TRANSACTION_SECONDS });
  }

  async raw(database: string): Promise<Db> {
    this.#client ??= await new MongoClient(this.uri, { readConcernLevel: 'majority' }).connect();
    return this.#client.db(database);
  }

  kill(): Promise<void> {
    return this.#process.kill();
  }

  async stop(): Promise<void> {
    await this.#client?.close();
    this.#client = null;
    await this.#process.stop();
  }

  async stepDown(seconds: number): Promise<void> {
    await stepDownBy(await this.raw('admin'), seconds);
  }

  /** With the server stopped. */
  saveBackup(): void {
    cpSync(this.#data, `${this.#data}-backup`, { recursive: true });
  }

  restoreBackup(): void {
    rmSync(this.#data, { recursive: true });
    cpSync(`${this.#data}-backup`, this.#data, { recursive: true });
  }
}
