import type { CommandEnvelope, CommandType } from '@marginiq/contract/command';
import type { Cursor } from '@marginiq/contract/cursor';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { PullReply } from '@marginiq/contract/pull';
import type { PushReply } from '@marginiq/contract/push';
import type { SessionReply } from '@marginiq/contract/session';
import { v7 } from 'uuid';
import { call, inputOf } from '../node/trpc-call.ts';

/** A person of a sales day, as described to the load process. */
export interface SimulatedUser {
  deviceId: string;
  role: string;
  token: string;
  refreshToken: string;
  customerIds: string[];
  productIds: string[];
  signIn: { company: string; email: string; password: string } | null;
}

const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(Math.random() * from.length)];

/** A person's client in the course of a day: it keeps its cursor, its numbers and its session. */
export class Person {
  readonly #url: string;
  readonly #user: SimulatedUser;
  #cursor: Cursor | null = null;
  #lastSeq = 0;
  /** What waits for a decision, by id, with its revision. */
  readonly #waiting = new Map<string, number>();

  constructor(url: string, user: SimulatedUser) {
    this.#url = url;
    this.#user = user;
  }

  get token(): string {
    return this.#user.token;
  }

  get decides(): boolean {
    return this.#user.role !== 'salesperson' && this.#waiting.size > 0;
  }

  get sells(): boolean {
    return this.#user.customerIds.length > 0;
  }

  async signIn(): Promise<void> {
    const { signIn, deviceId } = this.#user;
    if (signIn === null) return;
    const input = { client: 'desktop', ...signIn, deviceId, deviceName: 'a bench', tokenTransport: 'body' };
    this.#keep((await call(this.#url, 'auth.login', { body: input })) as SessionReply);
  }

  async refresh(): Promise<void> {
    const body = { client: 'desktop', refreshToken: this.#user.refreshToken };
    this.#keep((await call(this.#url, 'auth.refresh', { body })) as SessionReply);
  }

  #keep({ accessToken, refreshToken }: SessionReply): void {
    this.#user.token = accessToken;
    if (refreshToken !== null) this.#user.refreshToken = refreshToken;
  }

  /** One page of what is new. @returns whether there is more */
  async pull(): Promise<boolean> {
    const input = inputOf({ protocol: PROTOCOL_VERSION, cursor: this.#cursor });
    const page = (await call(this.#url, `sync.pull${input}`, { token: this.token })) as PullReply;
    for (const { id, status, revision } of page.changes.requests.upserts) {
      if (status === 'underReview') this.#waiting.set(id, revision);
      else this.#waiting.delete(id);
    }
    this.#cursor = page.cursor;
    return page.more;
  }

  async submit(): Promise<void> {
    const [customerId, productId] = [pick(this.#user.customerIds), pick(this.#user.productIds)];
    const items = [{ productId, quantity: 10, discountBp: pick([300, 700, 1_500, 2_000]) }];
    await this.#push('request.submit', { requestId: v7(), customerId, items, justification: 'a good customer' }, 0);
  }

  async decide(): Promise<void> {
    const [first] = this.#waiting;
    if (first === undefined) return;
    const [requestId, revision] = first;
    this.#waiting.delete(requestId);
    const reject = Math.random() < 0.2;
    if (reject) await this.#push('request.reject', { requestId, reason: 'too much' }, revision);
    else await this.#push('request.approve', { requestId, note: null }, revision);
  }

  async #push(type: CommandType, args: Record<string, unknown>, baseRevision: number): Promise<void> {
    const { deviceId, token } = this.#user;
    this.#lastSeq += 1;
    const madeAt = new Date().toISOString();
    const own = { id: v7(), deviceId, deviceSeq: this.#lastSeq, provisional: null };
    const command: CommandEnvelope = { ...own, type, args, baseRevision, madeAt };
    const body = { protocol: PROTOCOL_VERSION, deviceId, commands: [command] };
    const { outcomes } = (await call(this.#url, 'sync.push', { token, body })) as PushReply;
    // A refusal is an answer too: two managers may decide on the same request.
    if (outcomes.length !== 1) throw new Error('a command got no outcome');
    if (outcomes[0]?.refusal?.code === 'internalError') throw new Error('the server failed to decide');
  }
}
