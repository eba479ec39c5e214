import type { CallError } from '@marginiq/contract/call-error';
import { type CommandEnvelope, isOfLaterVersion } from '@marginiq/contract/command';
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { MAX_PULL_ROWS, type PullReply, pullInputSchema } from '@marginiq/contract/pull';
import { type PushInput, type PushReply, pushInputSchema } from '@marginiq/contract/push';
import { type StreamItem, streamInputSchema } from '@marginiq/contract/stream';
import { reportUnreadableInputSchema } from '@marginiq/contract/unreadable';
import { tracked } from '@trpc/server';
import { loadSession, type Session } from '../auth/authority.ts';
import { requireIdentity } from '../auth/identity.ts';
import { SessionRefusedError } from '../auth/session-refused.ts';
import { CallRefusedError } from '../call-refused.ts';
import { timed } from '../observe/metrics.ts';
import { inSpan } from '../observe/tracing.ts';
import { ServerMovedError } from '../server-busy.ts';
import { changesFor, outcomeFor } from '../sync/for-protocol.ts';
import { newsOf, type Reload } from '../sync/news.ts';
import type { StreamPlace } from '../sync/open-streams.ts';
import { pull } from '../sync/pull.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { bounded } from './bounded-input.ts';
import { claimsProcedure, router, sessionProcedure } from './trpc.ts';

function requireProtocol(protocol: number): void {
  if (protocol < OLDEST_PROTOCOL_VERSION) throw new CallRefusedError({ code: 'programTooOld' });
  if (protocol > PROTOCOL_VERSION) throw new CallRefusedError({ code: 'serverTooOld' });
}

/**
 * Why a push is not looked at; null if it is. A command of a form that only a later server knows is not refused for good: it waits on
 * its device for that server.
 */
function pushRefusal({ protocol, deviceId, commands }: PushInput): CallError | null {
  if (commands.some((one) => one.deviceId !== deviceId)) return { code: 'otherDevicesCommands' };
  const isLater = (one: CommandEnvelope) => isOfLaterVersion(one, { protocol, ours: PROTOCOL_VERSION });
  return commands.some(isLater) ? { code: 'serverTooOld' } : null;
}

export const syncRouter = router({
  /**
   * Takes commands and answers with the outcome of each. Throws only for transport and session faults, so that bad data
   * never blocks the queue behind it; an older client may always push its outbox. A later one may push what this server
   * knows.
   */
  push: claimsProcedure.input(bounded(pushInputSchema)).mutation(async ({ ctx, input }): Promise<PushReply> => {
    const { claims, services } = ctx;
    requireIdentity(input.identity, claims);
    const unseen = pushRefusal(input);
    if (unseen !== null) {
      // Lost access is reported first, as by a pull: a revoked device must be wiped, whatever it sends.
      const loaded = await loadSession(services.database, claims);
      throw loaded.ok ? new CallRefusedError(unseen) : new SessionRefusedError(loaded.refusal);
    }
    const { companyId, userId, deviceId, sessionId } = claims;
    // Authority is checked in the commit, where it cannot change any more.
    const batch = { userId, deviceId, sessionId, numberedBy: input.deviceId, envelopes: input.commands };
    const size = { commands: input.commands.length };
    const { refusal, ...reply } = await inSpan('push', size, () => services.commands.push(companyId, batch));
    if (refusal !== null) throw new SessionRefusedError(refusal);
    return { ...reply, outcomes: reply.outcomes.map((outcome) => outcomeFor(input.protocol, outcome)) };
  }),

  /** One page of what changed behind a cursor. */
  pull: claimsProcedure.input(bounded(pullInputSchema)).query(async ({ ctx, input }): Promise<PullReply> => {
    const { claims, services } = ctx;
    const load = async (asOf: TenantStore): Promise<Session> => {
      const loaded = await loadSession(services.database, claims, asOf);
      // Lost access is reported first, whatever else is wrong: a revoked device must be wiped.
      if (!loaded.ok) throw new SessionRefusedError(loaded.refusal);
      requireProtocol(input.protocol);
      requireIdentity(input.identity, claims);
      return loaded.session;
    };
    const { positions } = services.feed;
    const source = { store: services.database.tenant(claims.companyId), load, positions };
    const maxRows = input.maxRows ?? MAX_PULL_ROWS;
    const page = await inSpan('pull', { maxRows }, () =>
      timed(services.metrics.pulled, () => pull(source, input.cursor, maxRows)),
    );
    return { ...page, changes: changesFor(input.protocol, page.changes) };
  }),

  /** What the device received and could not read. */
  reportUnreadable: sessionProcedure
    .input(bounded(reportUnreadableInputSchema))
    .mutation(({ ctx, input }): { noted: true } => {
      const { session, services } = ctx;
      requireIdentity(input.identity, session.claims);
      services.unreadable.take(session.claims, input);
      return { noted: true };
    }),

  /**
   * Hints that there is news, including small changes, for as long as the access token and the person's authority are
   * valid; afterwards the client reconnects and pulls. An item's id is its position. Protocol 1 gets bare hints.
   */
  stream: sessionProcedure.input(bounded(streamInputSchema)).subscription(({ ctx, input, signal }) => {
    // Before the first item, so that a refused caller gets an error instead of a broken stream.
    requireProtocol(input.protocol);
    requireIdentity(input.identity, ctx.session.claims);
    const { session, services } = ctx;
    // The open ones were ended when it began: this one came while its session was read, and would stay for all of it.
    if (services.maintenance.refusal !== null) throw services.maintenance.refusal;
    const endsIn = session.claims.expiresAt * 1000 - Date.parse(services.clock.now());
    const place = services.streams.open(session.claims, Math.max(endsIn, 0));
    signal?.addEventListener('abort', place.end, { once: true });
    if (signal?.aborted) place.end();
    const reload: Reload = async (asOf) => {
      const loaded = await loadSession(services.database, session.claims, asOf);
      return loaded.ok ? loaded.session : null;
    };
    return streamOf(newsOf(services.feed, { session, reload }, place.signal), input.protocol, place);
  }),
});

function itemFor(protocol: number, item: StreamItem): StreamItem {
  const { page } = item;
  const changes = page ? changesFor(protocol, page.changes) : null;
  return !page || changes === null || changes === page.changes ? item : { ...item, page: { ...page, changes } };
}

/** In the form of the protocol. Iterated by hand: a generator around a generator costs every stream of every commit. */
function streamOf(items: AsyncGenerator<StreamItem>, protocol: number, place: StreamPlace) {
  const { signal, end: onEnd } = place;
  const told = (item: StreamItem) => {
    const bare: StreamItem = { seq: item.seq };
    return protocol === 1 ? bare : tracked(String(item.seq), itemFor(protocol, item));
  };
  const next = () =>
    items.next().then(
      (result) => {
        if (!result.done) return { done: false as const, value: told(result.value) };
        onEnd();
        // Its client is to hear that this is no failure.
        if (signal.reason instanceof ServerMovedError) throw signal.reason;
        return result;
      },
      (error) => {
        onEnd();
        throw error;
      },
    );
  const end = () => {
    onEnd();
    return items.return(undefined);
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: end }) };
}
