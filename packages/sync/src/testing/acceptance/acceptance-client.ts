import type { CommandEnvelope } from '@marginiq/contract/command';
import type { Cursor } from '@marginiq/contract/cursor';
import type { Outcome } from '@marginiq/contract/outcome';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { PULLED_COLLECTIONS, type PullReply, pullReplySchema } from '@marginiq/contract/pull';
import { type PushReply, pushReplySchema } from '@marginiq/contract/push';
import type { Person } from '@marginiq/contract/reference';
import type { SyncTransport } from '../../engine/transport.ts';
import type { ServerUnderTest } from './server-under-test.ts';

export const never = new AbortController().signal;
const MADE_AT = '2026-02-03T10:00:00.000Z';

/** Numbers commands as a program does, and speaks for its person. */
export class AcceptanceClient {
  readonly deviceId: string;
  readonly transport: SyncTransport;
  readonly #server: ServerUnderTest;
  readonly #person: Person;
  #lastSeq = 0;

  static async of(server: ServerUnderTest, person: Person): Promise<AcceptanceClient> {
    const deviceId = server.newId();
    return new AcceptanceClient(server, person, { deviceId, transport: await server.connect(person, deviceId) });
  }

  private constructor(server: ServerUnderTest, person: Person, at: Pick<AcceptanceClient, 'deviceId' | 'transport'>) {
    this.#server = server;
    this.#person = person;
    this.deviceId = at.deviceId;
    this.transport = at.transport;
  }

  command(type: string, args: unknown, rest: Partial<CommandEnvelope> = {}): CommandEnvelope {
    this.#lastSeq += 1;
    const { deviceId } = this;
    const id = this.#server.newId();
    return { id, deviceId, deviceSeq: this.#lastSeq, type, args, baseRevision: 0, madeAt: MADE_AT, ...rest };
  }

  submit(discountBp = 300, requestId = this.#server.newId()): CommandEnvelope {
    const { customerOf, productId } = this.#server;
    const items = [{ productId, quantity: 10, discountBp }];
    const customerId = customerOf(this.#person);
    return this.command('request.submit', { requestId, customerId, items, justification: 'a good customer' });
  }

  async push(commands: CommandEnvelope[], deviceId = this.deviceId): Promise<PushReply> {
    const reply = await this.transport.push({ protocol: PROTOCOL_VERSION, deviceId, commands }, never);
    return pushReplySchema.parse(reply);
  }

  async pull(
    cursor: Cursor | null,
    { maxRows, protocol = PROTOCOL_VERSION }: { maxRows?: number; protocol?: number } = {},
  ) {
    return pullReplySchema.parse(await this.transport.pull({ protocol, cursor, maxRows }, never));
  }

  /** Until there is no more. */
  async pullAll(from: Cursor | null, maxRows?: number): Promise<PullReply[]> {
    const pages: PullReply[] = [];
    for (let cursor = from; pages.at(-1)?.more !== false; cursor = pages.at(-1)?.cursor ?? null) {
      pages.push(await this.pull(cursor, maxRows === undefined ? {} : { maxRows }));
    }
    return pages;
  }

  /** What the pages leave on a device, by collection and id. */
  async read(from: Cursor | null = null, maxRows?: number): Promise<Map<string, unknown>> {
    const held = new Map<string, unknown>();
    for (const { changes, reset } of await this.pullAll(from, maxRows)) {
      if (reset) held.clear();
      for (const name of PULLED_COLLECTIONS) {
        for (const document of changes[name].upserts) held.set(`${name}/${document.id}`, document);
        for (const { id } of changes[name].removals) held.delete(`${name}/${id}`);
      }
    }
    return held;
  }
}

export const answers = (outcomes: readonly Outcome[]) =>
  outcomes.map(({ commandId, refusal }) => [commandId, refusal?.code ?? 'accepted']);
export const requestIdOf = ({ args }: CommandEnvelope) => (args as { requestId: string }).requestId;
export const idsIn = ({ changes }: PullReply) =>
  PULLED_COLLECTIONS.flatMap((name) => changes[name].upserts.map(({ id }) => `${name}/${id}`));

export async function aClient(start: () => Promise<ServerUnderTest>) {
  const server = await start();
  return { server, client: await AcceptanceClient.of(server, server.seller) };
}
