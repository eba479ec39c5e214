import { setTimeout as wait } from 'node:timers/promises';
import type { Cursor } from '@marginiq/contract/cursor';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { expectedView } from '@marginiq/server/testing/expected-view';
import { Pusher } from '../world/pusher.ts';
import type { World } from '../world/world.ts';
import { must } from './scenario.ts';

const AGAIN_MS = 50;

/**
 * Pulls continuously while others write, so that commits land in the middle of its pages, and keeps what came by
 * `collection/id@position`.
 */
export class Poller {
  readonly brought = new Set<string>();
  /** How often it was sent everything from the beginning. */
  resets = 0;
  readonly #pusher: Pusher;
  readonly #url: string;
  #cursor: Cursor | null = null;

  constructor(pusher: Pusher, url: string) {
    this.#pusher = pusher;
    this.#url = url;
  }

  /** One page. @returns whether there are more */
  async page(): Promise<boolean> {
    const input = { protocol: PROTOCOL_VERSION, cursor: this.#cursor };
    const { changes, cursor, more, reset } = await this.#pusher
      .transport(this.#url)
      .pull(input, AbortSignal.timeout(30_000));
    for (const [name, { upserts }] of Object.entries(changes)) {
      for (const { id, seq } of upserts) this.brought.add(`${name}/${id}@${seq}`);
    }
    if (reset) this.resets += 1;
    this.#cursor = cursor;
    return more;
  }

  async during(work: Promise<unknown>): Promise<void> {
    let working = true;
    const ended = work.finally(() => {
      working = false;
    });
    while (working) await this.page();
    await ended;
    while (await this.page());
  }

  /** The same while servers fail: a page that did not come is asked for again. What came last is left to be asked for. */
  async duringFaults(work: Promise<unknown>): Promise<void> {
    let working = true;
    const ended = work.finally(() => {
      working = false;
    });
    while (working) await this.page().catch(() => wait(AGAIN_MS));
    await ended;
  }
}

const urlOf = (world: World, index: number) => `http://127.0.0.1:${world.api(index).port}`;

/** One for each of the servers, with the eyes of the first company's admin, who sees everything. */
export async function pollersOf(world: World): Promise<Poller[]> {
  const company = world.company(0);
  return Promise.all(
    world.apis.map(async (_, index) => {
      const url = urlOf(world, index);
      return new Poller(await Pusher.signIn(url, company, company.person('Ada')), url);
    }),
  );
}

/** Law 3: each of them received the first company's data in its current state. */
export async function mustHaveMissedNothing(world: World, pollers: readonly Poller[]): Promise<void> {
  const company = world.company(0);
  const ada = company.person('Ada');
  const actor = { userId: ada.id, name: ada.name, role: ada.role, teamId: ada.teamId };
  const behind = { database: { raw: await world.raw() } };
  const view = Object.entries(await expectedView(behind, company, actor)) as [string, { seq: number }][];
  for (const { brought } of pollers) {
    const missed = view.filter(([key, { seq }]) => !brought.has(`${key}@${seq}`));
    must(missed.length === 0, `a reader missed ${missed.length} documents, ${missed[0]?.[0]} for one`);
  }
}
