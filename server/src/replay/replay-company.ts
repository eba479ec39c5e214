import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { decide } from '@marginiq/domain/decide';
import type { DecisionRecord } from '../tenancy/decision-documents.ts';
import { type CommandRecord, fromStored } from '../tenancy/documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { decidedRequests } from './decided-requests.ts';
import { KeptVersionsReader } from './kept-versions.ts';
import { type Replaying, replayCommand } from './replay-command.ts';
import { replayDecision } from './replay-decision.ts';
import { RequestStates } from './request-states.ts';
import type { Result, ResultKind } from './result.ts';

/** Requests whose decisions are held at a time: a long negotiation keeps each of its states. */
const AT_ONCE = 20;
/** Refused commands read at a time: there may be any number on one request, and none of them is held. */
const REFUSED_AT_ONCE = 500;

/** A decision, and what became of it when it was made again. */
export interface Replayed {
  id: string;
  type: string;
  requestId: string;
  at: string;
  result: Result;
}

export interface Report {
  counts: Record<ResultKind, number>;
  /** Commands with arguments of no valid form, so that there was nothing to decide. */
  unreadable: number;
  /**
   * Times at which a request was written after a decision by something that kept none: an import, a former release. What those
   * decisions left is compared by its digest alone.
   */
  writtenOver: number;
  /** The first that differ. */
  different: Replayed[];
}

interface Options {
  /** Only on this request. */
  requestId?: string | undefined;
  /** How many that differ are named. */
  mostNamed?: number;
  /** Told of each. */
  onReplayed?: (replayed: Replayed) => void;
  /** Another one finds what it would have decided otherwise. */
  decide?: typeof decide;
}

const MOST_NAMED = 20;

interface OfRequest {
  commands: CommandRecord[];
  others: DecisionRecord[];
  now: DiscountRequest | null;
}

/** What changed these requests, and how they are: of one moment, because people are at work meanwhile. */
const readNow = (store: TenantStore, ids: readonly string[]) => store.asOfNow((asOfNow) => read(asOfNow, ids));

async function read(store: TenantStore, ids: readonly string[]): Promise<Map<string, OfRequest>> {
  const requests = await store.collection('discountRequests').findByIds(ids);
  const accepted = { 'outcome.requestId': { $in: [...ids] }, 'outcome.status': 'accepted' } as never;
  const [commands, others] = await Promise.all([
    store.collection('commands').find(accepted),
    store.collection('decisions').find({ requestId: { $in: [...ids] } }),
  ]);
  const commandsOf = Map.groupBy(commands, ({ outcome }) => outcome.requestId);
  const othersOf = Map.groupBy(others, ({ requestId }) => requestId);
  return new Map(
    ids.map((id) => {
      const stored = requests.get(id);
      const now = stored === undefined ? null : fromStored<DiscountRequest>(stored);
      return [id, { commands: commandsOf.get(id) ?? [], others: othersOf.get(id) ?? [], now }];
    }),
  );
}

const ofCommand = ({ _id: id, type, outcome }: CommandRecord) => ({
  id,
  type,
  requestId: outcome.requestId ?? '',
  at: outcome.decidedAt,
});

class Replay {
  readonly #store: TenantStore;
  readonly #how: Replaying;
  readonly #options: Options;
  readonly report: Report = {
    counts: { equal: 0, different: 0, withoutInputs: 0, otherVersion: 0, fault: 0 },
    unreadable: 0,
    writtenOver: 0,
    different: [],
  };

  constructor(store: TenantStore, options: Options) {
    this.#store = store;
    this.#options = options;
    this.#how = { decide: options.decide ?? decide, versions: new KeptVersionsReader(store) };
  }

  #count(replayed: Replayed): void {
    const { counts, different } = this.report;
    const { kind } = replayed.result;
    counts[kind] += 1;
    if (kind === 'different' && different.length < (this.#options.mostNamed ?? MOST_NAMED)) different.push(replayed);
    this.#options.onReplayed?.(replayed);
  }

  async #changes({ commands, others, now }: OfRequest, states: RequestStates): Promise<void> {
    const all = [
      ...commands.map((record) => ({ left: record.stoodOn?.left, about: ofCommand(record), record })),
      ...others.map((other) => {
        const { _id: id, type, requestId, at, left } = other;
        return { left, about: { id, type, requestId, at }, other };
      }),
    ];
    // In the order of positions: as they were decided. Those of a former release, which kept none, come first.
    const ordered = all.toSorted((a, b) => (a.left?.seq ?? 0) - (b.left?.seq ?? 0));
    for (const one of ordered) {
      const result =
        'other' in one ? replayDecision(one.other, states) : await replayCommand(one.record, states, this.#how);
      // A request that was deleted is as its last decision left it, as far as anybody knows.
      const isLast = now === null && one === ordered.at(-1);
      if (one.left && states.at(one.left.seq) === undefined && !isLast) this.report.writtenOver += 1;
      this.#count({ ...one.about, result });
    }
  }

  /** What changed nothing, page by page. */
  async #refusals(ids: readonly string[], states: Map<string, RequestStates>): Promise<void> {
    const refused = { 'outcome.requestId': { $in: [...ids] }, 'outcome.status': 'refused' } as never;
    const readAgain = new Set<string>();
    for await (const record of this.#store.collection('commands').each(refused, REFUSED_AT_ONCE)) {
      const requestId = record.outcome.requestId ?? '';
      const seq = record.stoodOn?.beforeSeq ?? null;
      // Somebody has changed the request since its states were read.
      if (seq !== null && states.get(requestId)?.at(seq) === undefined && !readAgain.has(requestId)) {
        readAgain.add(requestId);
        for (const [id, ofRequest] of await readNow(this.#store, [requestId]))
          states.set(id, new RequestStates(ofRequest));
      }
      const own = states.get(requestId);
      if (own === undefined) continue;
      this.#count({ ...ofCommand(record), result: await replayCommand(record, own, this.#how) });
    }
  }

  async requests(ids: readonly string[]): Promise<void> {
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      const some = ids.slice(start, start + AT_ONCE);
      const states = new Map<string, RequestStates>();
      for (const [id, ofRequest] of await readNow(this.#store, some)) {
        const own = new RequestStates(ofRequest);
        states.set(id, own);
        await this.#changes(ofRequest, own);
      }
      await this.#refusals(some, states);
    }
  }
}

/**
 * Repeats a company's stored decisions and compares the results, so that "same inputs, same decision" (law 5) need not be taken on
 * trust. It also follows each request: what a decision leaves is what the next one finds, and the last result is the request's current
 * state. Reads only.
 */
export async function replayCompany(store: TenantStore, options: Options = {}): Promise<Report> {
  const replay = new Replay(store, options);
  if (options.requestId !== undefined) await replay.requests([options.requestId]);
  else {
    for await (const ids of decidedRequests(store)) await replay.requests(ids);
    replay.report.unreadable = await store.collection('commands').count({ 'outcome.requestId': null } as never);
  }
  return replay.report;
}
