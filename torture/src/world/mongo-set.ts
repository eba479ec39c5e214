import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { type MongoDb, stepDownBy } from './mongo-db.ts';
import { MongoProcess } from './mongo-process.ts';

const MEMBERS = 3;

/** An election takes about this long. MongoDB's own ten seconds would be most of a run's time. */
const SETTINGS = { electionTimeoutMillis: 2_000, heartbeatIntervalMillis: 500 };

/** What the product must not do, whatever its address asks for: read from secondaries, or trust a single member. */
const LESS = 'readPreference=secondaryPreferred&w=1';

/** A replica set of several members, of which any may be killed or lose its primacy while the others continue. */
export class MongoSet implements MongoDb {
  readonly #members: readonly MongoProcess[];
  #client: MongoClient | null = null;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#members = Array.from(
      { length: MEMBERS },
      (_, number) => new MongoProcess(join(folder, `member-${number}`), ['--member']),
    );
  }

  get #hosts(): string[] {
    return this.#members.map(({ port }) => `127.0.0.1:${port}`);
  }

  get uri(): string {
    return `mongodb://${this.#hosts.join(',')}/?replicaSet=rs0`;
  }

  /** The way to one member alone, which the product refuses to go. */
  get uriOfOne(): string {
    return this.#members[0]?.uri ?? '';
  }

  get port(): number {
    return this.#members[0]?.port ?? 0;
  }

  /** Past the proxy: members are found by the addresses that they give each other. */
  uriBehind(): string {
    return `${this.uri}&${LESS}`;
  }

  async start(): Promise<void> {
    const isNew = this.#client === null;
    // One after the other, so that each finds a port of its own.
    for (const member of this.#members) if (!member.running) await member.start();
    if (isNew) await this.#initiate();
    // Whoever asks next finds a primary.
    await (await this.raw('admin')).command({ ping: 1 });
  }

  async #initiate(): Promise<void> {
    const client = new MongoClient(this.uriOfOne);
    const members = this.#hosts.map((host, _id) => ({ _id, host }));
    await client.db('admin').command({ replSetInitiate: { _id: 'rs0', members, settings: SETTINGS } });
    await client.close();
  }

  async raw(database: string): Promise<Db> {
    this.#client ??= await new MongoClient(this.uri, { readConcernLevel: 'majority' }).connect();
    return this.#client.db(database);
  }

  /** How many elections there have been, about. */
  async term(): Promise<number> {
    const { term } = await (await this.raw('admin')).command({ replSetGetStatus: 1 });
    return Number(term);
  }

  async #primary(): Promise<MongoProcess | undefined> {
    const { me } = await (await this.raw('admin')).command({ hello: 1 });
    return this.#members[this.#hosts.indexOf(String(me))];
  }

  async kill(): Promise<void> {
    await (await this.#primary())?.kill();
  }

  /** The primary hangs long enough for another one to be elected, and then learns of it. */
  async freeze(ms: number): Promise<void> {
    await (await this.#primary())?.freeze(ms);
  }

  async stepDown(seconds: number): Promise<void> {
    await stepDownBy(await this.raw('admin'), seconds);
  }

  async stop(): Promise<void> {
    await this.#client?.close();
    this.#client = null;
    await Promise.all(this.#members.map((member) => member.stop()));
  }
}
