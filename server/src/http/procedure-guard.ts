import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessClaims } from '../auth/access-tokens.ts';
import { noteCaller } from '../observe/call-context.ts';
import { CLAIMS, claimsOf } from '../procedures/claims.ts';
import { placeOf } from '../procedures/client-address.ts';
import type { Services } from '../procedures/services.ts';
import { CallsUnderWay } from './calls-under-way.ts';
import { EarlyRefusal } from './error-reply.ts';
import type { HttpLimits } from './limits.ts';
import { whenOver } from './when-over.ts';

/** What anybody may call who is not signed in, and how many bytes they may send for it. */
const STRANGERS_MAY: ReadonlyMap<string, 'strangerBodyBytes' | 'wipeReportBytes'> = new Map([
  ['auth.login', 'strangerBodyBytes'],
  ['auth.refresh', 'strangerBodyBytes'],
  ['auth.logout', 'strangerBodyBytes'],
  ['auth.passwordLink', 'strangerBodyBytes'],
  ['auth.setPassword', 'strangerBodyBytes'],
  ['auth.reportWipe', 'wipeReportBytes'],
]);

const METHODS = ['GET', 'HEAD', 'POST'];

/**
 * Behind the end of its token a body may still come for so long, on a slow line. The note that a session was ended is kept for longer
 * (auth/refresh-tokens.ts): without an end, a body could come so slowly that nobody knows any more that its session is over.
 */
const BODY_AFTER_TOKEN_MS = 5 * 60_000;

const LEAVE = 'leave';
const WORK = 'work';

/** The work that a call started. It continues even if nobody waits for the answer any more. */
interface Work {
  isRunning: boolean;
  afterwards: (() => void)[];
}

/** Called for a stream once it is open: from then on it is counted among those of its device. */
export const isOpen = (request: FastifyRequest): void => request.getDecorator<() => void>(LEAVE)();

/** The procedure requested from a tRPC route. A name spelled any other way matches none. */
const procedureOf = (request: FastifyRequest): string => (request.params as { path?: string }).path ?? '';

async function readClaims({ accessTokens, clock }: Services, request: FastifyRequest): Promise<AccessClaims | null> {
  const header = request.headers.authorization;
  if (!header?.startsWith('Bearer ')) return null;
  return accessTokens.verify(header.slice('Bearer '.length), new Date(clock.now()));
}

/** The announced number of bytes; null if there is no body, and infinite if the length is not announced. */
function announcedBytes({ headers }: FastifyRequest): number | null {
  if (headers['transfer-encoding'] !== undefined) return Number.POSITIVE_INFINITY;
  const length = Number(headers['content-length'] ?? 0);
  return length > 0 ? length : null;
}

function checkBody(request: FastifyRequest, reply: FastifyReply, limits: HttpLimits): void {
  const bytes = announcedBytes(request);
  if (bytes === null) return;
  // Beyond this the rest of the body is not read just to refuse it.
  if (bytes > limits.bodyBytes) reply.header('connection', 'close');
  if (request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() !== 'application/json') {
    throw new EarlyRefusal(415, { code: 'unsupportedType' });
  }
  const isSignedIn = claimsOf(request) !== null;
  const limit = STRANGERS_MAY.get(procedureOf(request));
  const allowed = limit && limits[limit];
  // Not read at all: a program with an expired token would otherwise learn of it only after sending everything.
  if (!isSignedIn && allowed === undefined) {
    throw new EarlyRefusal(401, { code: 'sessionEnded' });
  }
  // A body of unknown length is bounded while it is read, for people who are signed in.
  const most = isSignedIn ? limits.bodyBytes : (allowed ?? 0);
  if (bytes > most && (!isSignedIn || Number.isFinite(bytes))) {
    throw new EarlyRefusal(413, { code: 'tooLarge' });
  }
}

/** @throws EarlyRefusal for the caller to reach another process */
function refuseWhileDraining({ lifecycle }: Services, reply: FastifyReply): void {
  if (lifecycle.phase !== 'draining') return;
  reply.header('retry-after', 1);
  throw new EarlyRefusal(503, { code: 'moved' });
}

/** @throws EarlyRefusal for the caller to wait */
function refuseUnderMaintenance({ maintenance: { refusal } }: Services, reply: FastifyReply): void {
  if (refusal === null) return;
  reply.header('retry-after', refusal.retryAfterSeconds);
  throw new EarlyRefusal(503, refusal.answer);
}

/** Once the response is out or its connection gone, and the work that the call started is done as well. */
function afterWork(request: FastifyRequest, { raw }: FastifyReply, act: () => void): void {
  const work = request.getDecorator<Work>(WORK);
  whenOver(raw, () => {
    if (work.isRunning) work.afterwards.push(act);
    else act();
  });
}

/** @throws EarlyRefusal if the body came long after the token's end */
function requireCurrent({ clock }: Services, claims: AccessClaims): void {
  if (Date.parse(clock.now()) > claims.expiresAt * 1000 + BODY_AFTER_TOKEN_MS)
    throw new EarlyRefusal(401, { code: 'sessionEnded' });
}

/** Nobody would read the answer. @throws EarlyRefusal */
function requireConnection({ raw }: FastifyReply): void {
  if (raw.destroyed || raw.req.socket.destroyed) throw new EarlyRefusal(400, { code: 'unreadable' });
}

/**
 * Decides how much a procedure call may cost before its body is read: by its token, by the procedure and by what else is in
 * progress. Belongs to the tRPC routes, however an address that leads to them is spelled.
 */
export function guardProcedures(scope: FastifyInstance, services: Services, limits: HttpLimits): void {
  const underWay = new CallsUnderWay();

  const whose = (request: FastifyRequest) => {
    const claims = claimsOf(request);
    if (claims !== null) return [{ key: `person ${claims.userId}`, most: limits.callsOfOnePerson }];
    const place = placeOf(request.ip);
    return place === null ? [] : [{ key: `at ${place}`, most: limits.strangersOfOneAddress }];
  };
  const enter = (request: FastifyRequest, reply: FastifyReply, counted: ReturnType<typeof whose>): (() => void) => {
    requireConnection(reply);
    const leave = underWay.enter(counted);
    if (leave === null) {
      reply.header('retry-after', 1);
      throw new EarlyRefusal(503, { code: 'busy' });
    }
    afterWork(request, reply, leave);
    return leave;
  };

  scope.decorateRequest(CLAIMS, null);
  scope.decorateRequest(LEAVE, null);
  scope.decorateRequest(WORK, null);
  // The place is also held until the work is done: a caller who asks and hangs up, again and again, would otherwise have any
  // amount of it in progress.
  scope.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = async function (request, reply) {
      requireConnection(reply);
      const work = request.getDecorator<Work>(WORK);
      work.isRunning = true;
      try {
        return await handler.call(this, request, reply);
      } finally {
        work.isRunning = false;
        for (const act of work.afterwards.splice(0)) act();
      }
    };
  });
  scope.addHook('onRequest', async (request, reply) => {
    refuseWhileDraining(services, reply);
    refuseUnderMaintenance(services, reply);
    // For others no Request can be made (TRACE), which tRPC does for every call.
    if (!METHODS.includes(request.method)) throw new EarlyRefusal(405, { code: 'otherMethod' });
    if (request.url.length > limits.urlLength) throw new EarlyRefusal(414, { code: 'addressTooLong' });
    // tRPC makes an address of it, and fails where that is none.
    if (!URL.canParse(`http://${request.headers.host ?? 'localhost'}`))
      throw new EarlyRefusal(400, { code: 'unreadable' });
    const claims = await readClaims(services, request);
    request.setDecorator(CLAIMS, claims);
    if (claims !== null) noteCaller(claims);
    request.setDecorator<Work>(WORK, { isRunning: false, afterwards: [] });
    checkBody(request, reply, limits);
    request.setDecorator(LEAVE, enter(request, reply, whose(request)));
    afterWork(request, reply, services.lifecycle.enter('call'));
  });
  // Only once the body is there: bodies that come slowly, from many addresses, would take all the room of the others.
  scope.addHook('preHandler', async (request, reply) => {
    // A body may come for minutes, and whoever began the maintenance counts on it that nothing is written.
    refuseUnderMaintenance(services, reply);
    const claims = claimsOf(request);
    if (claims === null) enter(request, reply, [{ key: 'strangers', most: limits.strangersAtOnce }]);
    else requireCurrent(services, claims);
  });
  // Every answer here is a company's data, or about it: a browser's cache would keep it on the disk unencrypted.
  scope.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
}
