import { initTRPC } from '@trpc/server';
import { loadSession, requireAdmin } from '../auth/authority.ts';
import { SessionRefusedError } from '../auth/session-refused.ts';
import { currentContext } from '../observe/call-context.ts';
import { RETRY_AFTER_OUTAGE_SECONDS, ServerBusyError } from '../server-busy.ts';
import { isUnavailable } from '../tenancy/mongo-errors.ts';
import { callErrorWords } from '../words/call-error-words.ts';
import { answerData, answerTo } from './answer-data.ts';
import type { RequestContext } from './context.ts';
import { PING_INTERVAL_MS, RECONNECT_AFTER_INACTIVITY_MS } from './stream-times.ts';

const t = initTRPC.context<RequestContext>().create({
  sse: {
    ping: { enabled: true, intervalMs: PING_INTERVAL_MS },
    client: { reconnectAfterInactivityMs: RECONNECT_AFTER_INACTIVITY_MS },
  },
  errorFormatter: ({ shape, error, input, type }) => {
    const answer = answerTo(error, type);
    const { code, httpStatus } = shape.data;
    // The call's id is in the log beside what happened.
    const { requestId } = currentContext();
    return {
      ...shape,
      message: callErrorWords(answer),
      data: { code, httpStatus, requestId, ...answerData(answer, input) },
    };
  },
});

export const router = t.router;

/** While MongoDB is away, and until another primary is elected, nothing is wrong with the call: its caller is to come again. */
export const publicProcedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok && isUnavailable(result.error.cause))
    throw new ServerBusyError(RETRY_AFTER_OUTAGE_SECONDS, result.error.cause);
  return result;
});

/** For any holder of an access token. The handler determines what its person may do now. */
export const claimsProcedure = publicProcedure.use(({ ctx, next }) => {
  if (ctx.claims === null) throw new SessionRefusedError('ended');
  return next({ ctx: { ...ctx, claims: ctx.claims } });
});

/** For signed-in people. The session's company and authority are the only ones a handler can reach. */
export const sessionProcedure = claimsProcedure.use(async ({ ctx, next }) => {
  const loaded = await loadSession(ctx.services.database, ctx.claims);
  if (!loaded.ok) throw new SessionRefusedError(loaded.refusal);
  return next({ ctx: { ...ctx, session: loaded.session } });
});

export const adminProcedure = sessionProcedure.use(({ ctx, next }) => {
  requireAdmin({ ok: true, session: ctx.session });
  return next({ ctx });
});
