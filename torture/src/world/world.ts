import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '@marginiq/server/clock';
import { prepareStorage } from '@marginiq/server/migrations/prepare';
import { Database } from '@marginiq/server/tenancy/database';
import { createTestCompany, PASSWORD, type TestCompany, type TestPerson } from '@marginiq/server/testing/test-company';
import type { Db } from 'mongodb';
import { v7 } from 'uuid';
import { Random } from '../run/random.ts';
import { ClientHandle } from './client-handle.ts';
import { FaultProxy } from './fault-proxy.ts';
import type { MongoDb } from './mongo-db.ts';
import { type Program, THIS_TREE } from './program.ts';
import { ApiProcess, WorkerProcess } from './server-process.ts';

export type PersonName = Parameters<TestCompany['person']>[0];

export interface WorldOptions {
  seed: number;
  /** How far each api's clock goes wrong; one api for each. */
  apiClocks?: readonly number[];
  /** Which version of the product each api runs; this tree's, where none is named. */
  apiPrograms?: readonly Program[];
  /** Breaks every api on purpose, for a control: a module of this folder. */
  apiPreload?: string;
  worker?: boolean;
  /** Another MongoDB than the one of most worlds. */
  mongo?: MongoDb;
}

/** Somebody of one of the companies. */
export type Who = readonly [company: number, name: PersonName];

export interface Someone {
  company: TestCompany;
  person: TestPerson;
}

/** A client with the people who use it, one at a time. */
export class Member {
  readonly client: ClientHandle;
  readonly people: readonly Someone[];

  constructor(client: ClientHandle, people: readonly Someone[]) {
    this.client = client;
    this.people = people;
  }

  get #someone(): Someone {
    const someone = this.people[this.client.who];
    if (someone === undefined) throw new Error(`nobody is person ${this.client.who} of ${this.client.name}`);
    return someone;
  }

  get company(): TestCompany {
    return this.#someone.company;
  }

  get person(): TestPerson {
    return this.#someone.person;
  }
}

/** A device beyond one with one window and one person. */
export interface DeviceOptions {
  api?: number;
  windows?: number;
  /** Who else uses it. */
  others?: readonly Who[];
  program?: Program;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(address)));
    });
  });
}

/** A database with two companies, the processes that serve it and the clients that use it. */
export class World implements AsyncDisposable {
  readonly seed: number;
  readonly random: Random;
  readonly mongo: MongoDb;
  readonly folder: string;
  readonly name: string;
  readonly companies: TestCompany[] = [];
  readonly apis: ApiProcess[] = [];
  readonly members: Member[] = [];
  /** Clients that must no longer hold or send anything, for example because their device was revoked. */
  readonly ended = new Set<Member>();
  /** The database holds an older backup: earlier answers are forgotten. */
  restored = false;
  /** Servers of a former release decided in it, too. */
  hasFormerServers = false;
  worker: WorkerProcess | null = null;
  #database: Database | null = null;

  private constructor(mongo: MongoDb, folder: string, seed: number) {
    this.mongo = mongo;
    this.seed = seed;
    this.random = new Random(seed);
    this.name = `torture-${v7().slice(-12)}`;
    this.folder = join(folder, this.name);
    mkdirSync(this.folder, { recursive: true });
  }

  static async create(
    usual: MongoDb,
    folder: string,
    { seed, apiClocks = [0, 0], apiPrograms = [], apiPreload, worker = false, mongo = usual }: WorldOptions,
  ): Promise<World> {
    const world = new World(mongo, folder, seed);
    try {
      world.hasFormerServers = apiPrograms.some((program) => program !== THIS_TREE);
      await world.#connect({ isFormer: world.hasFormerServers });
      for (const [index, clock] of apiClocks.entries()) {
        const api = await world.#api(clock, apiPreload);
        api.program = apiPrograms[index] ?? THIS_TREE;
        world.apis.push(api);
      }
      if (worker) {
        const proxy = await FaultProxy.start(mongo.port);
        world.worker = new WorkerProcess(proxy, world.#settings('worker', proxy, 0));
      }
      await Promise.all([...world.apis, ...(world.worker === null ? [] : [world.worker])].map((one) => one.start()));
      return world;
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
  }

  get database(): Database {
    if (this.#database === null) throw new Error('not connected');
    return this.#database;
  }

  raw(): Promise<Db> {
    return this.mongo.raw(this.name);
  }

  company(index: number): TestCompany {
    const company = this.companies[index];
    if (company === undefined) throw new Error(`there is no company ${index}`);
    return company;
  }

  api(index: number): ApiProcess {
    const api = this.apis[index % this.apis.length];
    if (api === undefined) throw new Error('there is no api');
    return api;
  }

  /** @param isFormer the database is as a former release leaves it, for its servers */
  async #connect({ isFormer }: { isFormer: boolean }): Promise<void> {
    const database = await Database.connect(this.mongo.uri, this.name);
    this.#database = database;
    if (isFormer) await database.ensureIndexes();
    else await prepareStorage(database, { clock: systemClock });
    for (const slug of ['acorn', 'birch']) this.companies.push(await createTestCompany({ database }, { slug }));
  }

  #settings(name: string, { port }: FaultProxy, clockShiftMs: number) {
    const mongoUri = this.mongo.uriBehind(port);
    return { mongoUri, database: this.name, logFile: join(this.folder, `${name}.log`), clockShiftMs };
  }

  async #api(clockShiftMs: number, preload?: string): Promise<ApiProcess> {
    const proxy = await FaultProxy.start(this.mongo.port);
    const settings = {
      ...this.#settings(`api-${this.apis.length}`, proxy, clockShiftMs),
      ...(preload === undefined ? {} : { preload }),
    };
    return new ApiProcess(proxy, settings, await freePort());
  }

  /** A new device of somebody, on the way to one of the apis. Not started yet. */
  async addClient(
    who: Who,
    { api = this.members.length, windows = 1, others = [], program = THIS_TREE }: DeviceOptions = {},
  ): Promise<Member> {
    const people = [who, ...others].map(([index, personName]) => {
      const company = this.company(index);
      return { company, person: company.person(personName) };
    });
    const [owner] = people;
    const proxy = await FaultProxy.start(this.api(api).port);
    const name = `${this.members.length}-${owner?.company.slug}-${owner?.person.name}`;
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    const client = new ClientHandle(name, proxy, {
      folder,
      serverUrl: `http://127.0.0.1:${proxy.port}`,
      people: people.map(({ company, person }) => ({
        company: company.slug,
        email: person.email,
        password: PASSWORD,
        deviceId: v7(),
      })),
      who: 0,
      windows,
      seed: this.random.below(0x7fffffff),
      layout: 'present',
    });
    client.program = program;
    const member = new Member(client, people);
    this.members.push(member);
    return member;
  }

  async join(companyIndex: number, personName: PersonName, options: DeviceOptions = {}): Promise<Member> {
    const member = await this.addClient([companyIndex, personName], options);
    member.client.start();
    await member.client.ready();
    return member;
  }

  /** Several at once: opening takes a process most of a second. */
  async joinAll<
    const T extends readonly (readonly [company: number, name: PersonName, options?: number | DeviceOptions])[],
  >(people: T): Promise<{ [I in keyof T]: Member }> {
    const members: Member[] = [];
    for (const [company, name, given = {}] of people) {
      members.push(await this.addClient([company, name], typeof given === 'number' ? { api: given } : given));
    }
    for (const { client } of members) client.start();
    await Promise.all(members.map(({ client }) => client.ready()));
    return members as { [I in keyof T]: Member };
  }

  /** Everything that runs may reach everything that it should, and everything that should run does. */
  async mend(): Promise<void> {
    const servers = [...this.apis, ...(this.worker === null ? [] : [this.worker])];
    for (const { mongo } of servers) mongo.mend();
    for (const { client } of this.members) client.proxy.mend();
    await Promise.all(servers.map((one) => one.restart()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.members.map(({ client }) => client.stop()));
    await Promise.allSettled([...this.apis, ...(this.worker === null ? [] : [this.worker])].map((one) => one.stop()));
    await (await this.raw()).dropDatabase().catch(() => undefined);
    await this.#database?.close();
  }
}
