import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { Child } from './child.ts';
import { lineOf } from './lines.ts';

const START_MS = 150_000;

/**
 * The transaction of a server that is killed in the middle of a commit holds up its company for this long. MongoDB's own
 * 60 seconds would be most of a run's time.
 */
const TRANSACTION_SECONDS = 10;

/** A MongoDB of the harness's own, which may be killed and started again on the same data. */
export class MongoServer {
  readonly #folder: string;
  #child: Child | null = null;
  #uri = '';
  #client: MongoClient | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get uri(): string {
    return this.#uri;
  }

  get port(): number {
    return Number(new URL(this.#uri).port);
  }

  get #data(): string {
    return join(this.#folder, 'mongo');
  }

  async start(): Promise<void> {
    const port = this.#uri === '' ? [] : [String(this.port)];
    const logFile = join(this.#folder, 'mongo.out');
    const child = new Child(['scripts/mongodb/serve.mjs', this.#data, ...port], { env: { MONGODB_URI: '' }, logFile });
    this.#child = child;
    const { stdout } = child.process;
    if (stdout === null) throw new Error('no output');
    const late = setTimeout(() => void child.end('SIGTERM'), START_MS);
    const line = await lineOf(stdout, (text) => text.startsWith('mongodb://'));
    clearTimeout(late);
    if (line === null) throw new Error(`MongoDB did not start; see ${logFile}`);
    this.#uri = line;
    await (await this.raw('admin')).command({ setParameter: 1, transactionLifetimeLimitSeconds: TRANSACTION_SECONDS });
  }

  /** For looking at the data behind the product's back. */
  async raw(database: string): Promise<Db> {
    this.#client ??= await new MongoClient(this.#uri, { readConcernLevel: 'majority' }).connect();
    return this.#client.db(database);
  }

  /** The server process itself, in the middle of everything. */
  async kill(): Promise<void> {
    const { pid } = JSON.parse(readFileSync(join(this.#data, 'mongodb.json'), 'utf8')) as { pid: number | null };
    const child = this.#child;
    if (pid === null || child === null) return;
    const ended = new Promise((resolve) => child.process.once('exit', resolve));
    process.kill(pid, 'SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.#client?.close();
    this.#client = null;
    await this.#child?.end('SIGTERM');
  }

  /** The one member gives up being primary for a while, as in an election. */
  async stepDown(seconds: number): Promise<void> {
    const admin = await this.raw('admin');
    // It closes connections as it goes, this one too.
    await admin
      .command({ replSetStepDown: seconds, secondaryCatchUpPeriodSecs: 0, force: true })
      .catch(() => undefined);
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
