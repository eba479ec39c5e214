import type { Profile, SessionClient, SessionReply } from '@marginiq/contract/session';
import { loginInputSchema, refreshInputSchema, reportWipeInputSchema } from '@marginiq/contract/session';
import { TRPCError } from '@trpc/server';
import type { FastifyReply } from 'fastify';
import type { RequestContext } from '../http/context.ts';
import { publicProcedure, router } from '../http/trpc.ts';
import type { CompanyRecord, UserRecord } from '../tenancy/documents.ts';
import { refusalOf } from './authority.ts';
import { noteWipe, registerDevice } from './devices.ts';
import { type IssuedRefreshToken, RefreshTokens } from './refresh-tokens.ts';
import { SessionRefusedError } from './session-refused.ts';
import { signIn } from './sign-in.ts';

const cookieName = (client: SessionClient) => `marginiq_${client}`;

function setCookie(reply: FastifyReply, secure: boolean, issued: IssuedRefreshToken): void {
  reply.setCookie(cookieName(issued.client), issued.token, {
    path: '/trpc',
    httpOnly: true,
    sameSite: 'strict',
    secure,
    expires: issued.expiresAt,
  });
}

function profileOf(company: CompanyRecord, user: UserRecord, deviceId: string): Profile {
  return {
    userId: user._id,
    companyId: company._id,
    companyName: company.name,
    companySlug: company.slug,
    name: user.name,
    email: user.email,
    role: user.role,
    teamId: user.teamId,
    deviceId,
  };
}

async function reply(
  ctx: RequestContext,
  who: { company: CompanyRecord; user: UserRecord },
  issued: IssuedRefreshToken,
  transport: 'cookie' | 'body',
): Promise<SessionReply> {
  const { accessTokens, clock } = ctx.services;
  const access = await accessTokens.issue(issued, new Date(clock.now()));
  if (transport === 'cookie') setCookie(ctx.reply, ctx.request.protocol === 'https', issued);
  return {
    profile: profileOf(who.company, who.user, issued.deviceId),
    accessToken: access.token,
    accessExpiresAt: access.expiresAt.toISOString(),
    refreshToken: transport === 'body' ? issued.token : null,
    sessionExpiresAt: issued.expiresAt.toISOString(),
  };
}

export const authRouter = router({
  /** Signs in. Errors: UNAUTHORIZED (wrong or unknown, not told apart), TOO_MANY_REQUESTS (locked for a while). */
  login: publicProcedure.input(loginInputSchema).mutation(async ({ ctx, input }): Promise<SessionReply> => {
    const { database, clock } = ctx.services;
    const result = await signIn(database, clock, input);
    if (!result.ok) {
      if (result.reason === 'locked') {
        const message = `Too many wrong passwords. Try again after ${result.until}.`;
        throw new TRPCError({ code: 'TOO_MANY_REQUESTS', message });
      }
      if (result.reason === 'suspended') throw new SessionRefusedError('companySuspended');
      throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Company, email or password is wrong.' });
    }
    const { company, user } = result;
    if (input.client === 'admin' && user.role !== 'admin') {
      throw new TRPCError({ code: 'FORBIDDEN', message: 'Only admins can use the admin console.' });
    }
    const { deviceId, client } = input;
    const refused = await registerDevice(database.tenant(company._id), user._id, input, clock.now());
    if (refused === 'revoked') throw new SessionRefusedError('deviceRevoked');
    if (refused === 'taken') {
      throw new TRPCError({ code: 'CONFLICT', message: 'This device id belongs to somebody else.' });
    }
    const refreshTokens = new RefreshTokens(database, clock);
    const issued = await refreshTokens.issue({ companyId: company._id, userId: user._id, deviceId, client });
    return reply(ctx, { company, user }, issued, input.tokenTransport);
  }),

  /** Renews a session. Error: UNAUTHORIZED, after which the person signs in again. */
  refresh: publicProcedure.input(refreshInputSchema).mutation(async ({ ctx, input }): Promise<SessionReply> => {
    const { database, clock, log } = ctx.services;
    const token = input.refreshToken ?? ctx.request.cookies[cookieName(input.client)];
    const ended = new SessionRefusedError('ended');
    if (token === undefined) throw ended;
    const rotation = await new RefreshTokens(database, clock).rotate(token, input.client);
    if (!rotation.ok) {
      if (rotation.reason === 'reused') log.warn({ client: input.client }, 'a refresh token came twice: session ended');
      throw ended;
    }
    const { issued } = rotation;
    const store = database.tenant(issued.companyId);
    const [user, company, device] = await Promise.all([
      store.collection('users').findById(issued.userId),
      store.collection('companies').findById(issued.companyId),
      store.collection('devices').findById(issued.deviceId),
    ]);
    const refusal = refusalOf({ user, company, device });
    if (refusal !== null || user === null || company === null) throw new SessionRefusedError(refusal ?? 'ended');
    return reply(ctx, { company, user }, issued, input.refreshToken === null ? 'cookie' : 'body');
  }),

  /**
   * A device whose access was taken away tells, as the last thing it does, that it wiped its data, and which commands it had
   * no answer to. The access token may have run out by then, so the refresh token says which device it is.
   */
  reportWipe: publicProcedure
    .input(reportWipeInputSchema)
    .mutation(async ({ ctx, input }): Promise<{ noted: true }> => {
      const { database, clock } = ctx.services;
      const token = input.refreshToken ?? ctx.request.cookies[cookieName(input.client)];
      const grant = token === undefined ? null : await new RefreshTokens(database, clock).grantOf(token);
      if (grant !== null)
        await noteWipe(database.tenant(grant.companyId), clock, { ...grant, unanswered: input.unanswered });
      return { noted: true };
    }),

  /** Ends the session on this device. Never fails: a session that is gone is ended already. */
  logout: publicProcedure.input(refreshInputSchema).mutation(async ({ ctx, input }): Promise<{ ended: true }> => {
    const token = input.refreshToken ?? ctx.request.cookies[cookieName(input.client)];
    if (token !== undefined) await new RefreshTokens(ctx.services.database, ctx.services.clock).end(token);
    ctx.reply.clearCookie(cookieName(input.client), { path: '/trpc' });
    return { ended: true };
  }),
});
