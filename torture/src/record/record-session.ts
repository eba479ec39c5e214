import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@marginiq/server/testing/eventually';
import type { Recording } from '@marginiq/server/testing/recorded/recording';
import { PASSWORD, type TestCompany } from '@marginiq/server/testing/test-company';
import { v7 } from 'uuid';
import type { ActionKind } from '../client/actions.ts';
import { ClientHandle } from '../world/client-handle.ts';
import { FaultProxy } from '../world/fault-proxy.ts';
import type { Program } from '../world/program.ts';
import type { PersonName, World } from '../world/world.ts';
import { messagesOf, type OwnCall } from './recording.ts';
import { RecordingProxy } from './recording-proxy.ts';

/** Programs before this one take a page that they cannot read in full for nonsense, and say so to nobody. */
const FIRST_TO_REPORT = 4;
const DISCOUNTS_BP = [300, 1_500, 1_500, 1_500, 1_500, 1_500];
const WITHIN_MS = 60_000;

class RecordedClient implements AsyncDisposable {
  readonly #name: PersonName;
  readonly #client: ClientHandle;
  readonly #proxy: RecordingProxy;
  readonly #company: TestCompany;

  private constructor(name: PersonName, made: { client: ClientHandle; proxy: RecordingProxy; company: TestCompany }) {
    this.#name = name;
    this.#client = made.client;
    this.#proxy = made.proxy;
    this.#company = made.company;
  }

  static async start(world: World, name: PersonName, program: Program): Promise<RecordedClient> {
    const company = world.company(0);
    const proxy = await RecordingProxy.start(world.api(0).port);
    const way = await FaultProxy.start(proxy.port);
    const folder = join(world.folder, name);
    mkdirSync(folder, { recursive: true });
    const { email } = company.person(name);
    const client = new ClientHandle(name, way, {
      folder,
      serverUrl: `http://127.0.0.1:${way.port}`,
      people: [{ company: company.slug, email, password: PASSWORD, deviceId: v7() }],
      who: 0,
      windows: 1,
      seed: 1,
      layout: 'present',
    });
    client.program = program;
    client.start();
    await client.ready();
    return new RecordedClient(name, { client, proxy, company });
  }

  async act(kind: ActionKind, discountBp = 900): Promise<void> {
    const id = await this.#client.call('act', { kind, pick: 0, discountBp, quantity: 10 });
    if (id === null) throw new Error(`${this.#name} found nothing to ${kind}`);
  }

  /** Everything is sent, and everything was read. */
  async inStep(): Promise<void> {
    const look = async () => {
      const { waiting, cursor } = await this.#client.state();
      return waiting === 0 && cursor?.seq === (await this.#company.seq());
    };
    await eventually(`${this.#name} is in step`, look, WITHIN_MS);
  }

  /** The program starts again, and its person is still signed in. */
  async restart(): Promise<void> {
    const before = this.#proxy.calls.length;
    await this.#client.restart();
    await this.#client.ready();
    await this.sends('auth.refresh', before);
  }

  /** @param before how many calls do not count */
  async sends(wanted: string, before = 0): Promise<void> {
    const isSent = () => this.#proxy.calls.slice(before).some(({ procedure }) => procedure === wanted);
    await eventually(`${this.#name} sends ${wanted}`, isSent, WITHIN_MS);
  }

  get calls(): OwnCall[] {
    return this.#proxy.calls.map((call) => ({ ...call, as: this.#name }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.stop();
    await this.#proxy[Symbol.asyncDispose]();
  }
}

/** A document that no program reads, written behind the product's back. */
async function writeUnreadable(world: World, company: TestCompany): Promise<void> {
  const raw = await world.raw();
  const seq = (await company.seq()) + 1;
  const { id } = company.customerOf(company.person('Bert'));
  await raw
    .collection<{ _id: string }>('customers')
    .updateOne({ _id: `${company.id}:${id}` }, { $set: { class: 'Z', seq } });
  await raw.collection<{ _id: string }>('counters').updateOne({ companyId: company.id }, { $set: { seq } });
}

/** People of one company do everything that there is to do, with the programs of one tree against the servers of this one. */
export async function recordSession(world: World, program: Program): Promise<Recording['messages']> {
  const company = world.company(0);
  await using anna = await RecordedClient.start(world, 'Anna', program);
  await using mona = await RecordedClient.start(world, 'Mona', program);
  await using ada = await RecordedClient.start(world, 'Ada', program);
  const all = [anna, mona, ada];
  const calm = async () => {
    for (const one of all) await one.inStep();
  };
  const calls: OwnCall[] = [];

  await calm();
  for (const discountBp of DISCOUNTS_BP) {
    await anna.act('submit', discountBp);
    await calm();
  }
  for (const kind of ['approve', 'reject', 'requestAdjustment'] as const) {
    await mona.act(kind);
    await calm();
  }
  for (const kind of ['revise', 'withdraw', 'recordSale', 'recordSale'] as const) {
    await anna.act(kind);
    await calm();
  }
  await anna.restart();
  await anna.inStep();
  if (program.protocol >= FIRST_TO_REPORT) {
    await writeUnreadable(world, company);
    await ada.sends('sync.reportUnreadable');
  }
  for (const one of all) calls.push(...one.calls);
  return messagesOf(calls, company);
}
