import { initTRPC, type TRPCError } from '@trpc/server';
import { ActionRefusedError } from '../audit/perform.ts';
import { loadSession, requireAdmin } from '../auth/authority.ts';
import { PasswordRefusedError } from '../auth/password-refused.ts';
import { refusalFor, SessionRefusedError, SignInLockedError } from '../auth/session-refused.ts';
import { currentContext } from '../observe/call-context.ts';
import { MaintenanceError, ServerBusyError, ServerMovedError } from '../server-busy.ts';
import type { RequestContext } from './context.ts';
import { PING_INTERVAL_MS, RECONNECT_AFTER_INACTIVITY_MS } from './stream-times.ts';

const LONGEST_MESSAGE = 600;

/** What went wrong inside is for the log. A client gets what it can act on, and nothing of what it sent. */
function wordsOf({ code, message, cause }: TRPCError, type: string): string {
  if (code === 'INTERNAL_SERVER_ERROR')
    return 'Something went wrong on the server. The error has been logged; please try again.';
  if (code === 'NOT_FOUND' && type === 'unknown') return 'There is no such procedure.';
  if (code === 'METHOD_NOT_SUPPORTED') return 'This procedure is called by another method.';
  if (cause instanceof SyntaxError) return 'The input is not JSON.';
  return message.slice(0, LONGEST_MESSAGE);
}

const t = initTRPC.context<RequestContext>().create({
  sse: {
    ping: { enabled: true, intervalMs: PING_INTERVAL_MS },
    client: { reconnectAfterInactivityMs: RECONNECT_AFTER_INACTIVITY_MS },
  },
  errorFormatter: ({ shape, error, input, type }) => ({
    ...shape,
    message: wordsOf(error, type),
    data: {
      code: shape.data.code,
      httpStatus: shape.data.httpStatus,
      // Stands in the log beside what happened.
      requestId: currentContext().requestId,
      ...(error instanceof ServerBusyError ? { steer: error.steer } : {}),
      ...(error instanceof MaintenanceError ? { steer: error.steer, waitSeconds: error.waitSeconds } : {}),
      ...(error instanceof ServerMovedError ? { steer: error.steer, moveWithinMs: error.moveWithinMs } : {}),
      ...(error instanceof SessionRefusedError ? { refusal: refusalFor(input, error.refusal) } : {}),
      ...(error instanceof PasswordRefusedError ? { problem: error.problem } : {}),
      ...(error.cause instanceof ActionRefusedError ? { action: error.cause.refusal } : {}),
      ...(error instanceof SignInLockedError ? { until: error.until, waitSeconds: error.waitSeconds } : {}),
    },
  }),
});

export const router = t.router;
export const publicProcedure = t.procedure;

/** For any holder of an access token. The handler determines what its person may do now. */
export const claimsProcedure = t.procedure.use(({ ctx, next }) => {
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
