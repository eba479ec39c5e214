import { type PasswordLink, passwordLinkInputSchema, setPasswordInputSchema } from '@marginiq/contract/password';
import type { Profile, RefreshInput, SessionReply } from '@marginiq/contract/session';
import { loginInputSchema, refreshInputSchema, reportWipeInputSchema } from '@marginiq/contract/session';
import type { SessionRefusal } from '@marginiq/contract/session-refusal';
import { refusalOf, standingOf } from '../auth/authority.ts';
import { hasRoomForDevice, MOST_DEVICES, noteWipe, registerDevice } from '../auth/devices.ts';
import { isSameIdentity } from '../auth/identity.ts';
import { localKeysFor } from '../auth/local-keys.ts';
import { findPasswordLink, setPassword } from '../auth/password-links.ts';
import { PasswordRefusedError } from '../auth/password-refused.ts';
import { type IssuedRefreshToken, RefreshTokens, type SessionGrant } from '../auth/refresh-tokens.ts';
import {
  carriedProof,
  carriedTokens,
  clearCookies,
  clearDeviceCookie,
  clearSharedCookie,
  giveProof,
  setSessionCookie,
} from '../auth/session-cookies.ts';
import { SessionRefusedError, SignInLockedError } from '../auth/session-refused.ts';
import { CallRefusedError } from '../call-refused.ts';
import type { CompanyRecord, UserRecord } from '../tenancy/documents.ts';
import { bounded } from './bounded-input.ts';
import { placeOf } from './client-address.ts';
import type { RequestContext } from './context.ts';
import { publicProcedure, router } from './trpc.ts';

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
  { transport, isNamed }: { transport: 'cookie' | 'body'; isNamed: boolean },
): Promise<SessionReply> {
  const { accessTokens, clock } = ctx.services;
  const now = clock.now();
  const access = await accessTokens.issue({ ...issued, sessionId: issued.familyId }, new Date(now));
  if (transport === 'cookie') setSessionCookie(ctx, issued, isNamed);
  return {
    profile: profileOf(who.company, who.user, issued.deviceId),
    accessToken: access.token,
    accessExpiresAt: access.expiresAt.toISOString(),
    refreshToken: transport === 'body' ? issued.token : null,
    sessionExpiresAt: issued.expiresAt.toISOString(),
    serverTime: now,
  };
}

/**
 * Why a token that cannot be renewed gets no session at all; null if signing in again is all that is needed. Its session may
 * have ended, but it proves which device asks: a revoked one must learn of it, or it would never be wiped.
 */
async function refusalBehind(
  { database }: Pick<RequestContext['services'], 'database'>,
  grant: SessionGrant | null,
  { client, identity }: RefreshInput,
): Promise<SessionRefusal | null> {
  if (grant === null || grant.client !== client || (identity && !isSameIdentity(identity, grant))) return null;
  return refusalOf(await standingOf(database.tenant(grant.companyId), grant));
}

/** @throws SessionRefusedError */
async function renew(
  { services, request, reply: answer }: RequestContext,
  input: RefreshInput,
): Promise<IssuedRefreshToken> {
  const { database, clock, log } = services;
  const tokens = new RefreshTokens(database, clock);
  for (const { token, cookie } of carriedTokens(request, input)) {
    const rotation = await tokens.rotate(token, input.client, input.identity ?? null);
    if (rotation.ok) {
      // A session in the shared cookie moves to its device's own cookie.
      if (input.identity) clearSharedCookie(answer, input.client, cookie);
      return rotation.issued;
    }
    if (rotation.reason === 'other' && cookie === null) throw new SessionRefusedError('otherSession');
    const refusal = await refusalBehind(services, await tokens.grantOf(token), input);
    if (refusal !== null) throw new SessionRefusedError(refusal);
    if (rotation.reason === 'reused') {
      log.warn({ client: input.client }, 'a refresh token came twice: session ended');
      break;
    }
  }
  throw new SessionRefusedError('ended');
}

export const authRouter = router({
  /**
   * Signs in. Errors: `wrongPassword` (wrong and unknown are indistinguishable), `signInLocked`, `busy`; only if the password was right
   * `adminsOnly`, `tooManyDevices`, `deviceTaken` and the refusals of a session.
   */
  login: publicProcedure.input(bounded(loginInputSchema)).mutation(async ({ ctx, input }): Promise<SessionReply> => {
    const { database, clock, signIns } = ctx.services;
    const deviceProof = carriedProof(ctx.request, input);
    const result = await signIns.signIn(input, { place: placeOf(ctx.request.ip), deviceProof });
    if (!result.ok) {
      if (result.reason === 'locked') throw new SignInLockedError(result.until, clock.now());
      throw new CallRefusedError({ code: 'wrongPassword' });
    }
    const { company, user } = result;
    const { deviceId, client } = input;
    // Said only now that the password was right.
    const device = await database
      .tenant(company._id)
      .collection('devices')
      .findOne({ _id: deviceId, userId: user._id });
    const refusal = refusalOf({ user, company, device });
    if (refusal !== null) throw new SessionRefusedError(refusal);
    if (client === 'admin' && user.role !== 'admin') {
      throw new CallRefusedError({ code: 'adminsOnly' });
    }
    if (device === null && !(await hasRoomForDevice(database.tenant(company._id), user._id, clock.now()))) {
      throw new CallRefusedError({ code: 'tooManyDevices', most: MOST_DEVICES });
    }
    const refused = await registerDevice(database.tenant(company._id), user._id, input, clock.now());
    if (refused === 'revoked') throw new SessionRefusedError('deviceRevoked');
    if (refused === 'taken') {
      throw new CallRefusedError({ code: 'deviceTaken' });
    }
    const refreshTokens = new RefreshTokens(database, clock);
    const grant = { companyId: company._id, userId: user._id, deviceId, client };
    // What was on that disk unencrypted may have been copied, including its refresh token.
    if (input.newLocalKey) {
      await refreshTokens.endOfDevice(grant);
      if (input.tokenTransport === 'body') clearDeviceCookie(ctx.reply, client, deviceId);
    }
    const issued = await refreshTokens.issue(grant);
    // The password may have been changed since it was checked: what ended this person's sessions then may not have seen this one.
    const current = await database.tenant(company._id).collection('users').findById(user._id);
    if (current?.passwordHash !== user.passwordHash) {
      await refreshTokens.end(issued.token);
      throw new CallRefusedError({ code: 'wrongPassword' });
    }
    const cookie = { transport: input.tokenTransport, isNamed: (input.protocol ?? 1) >= 3 };
    const session = await reply(ctx, { company, user }, issued, cookie);
    giveProof(ctx, input, ctx.services.deviceProofs.issue(grant, clock.newId()));
    // The console keeps nothing on the device, so it has nothing to seal.
    if (client === 'admin') return { ...session, localKey: null };
    const wanted = { ...issued, newLocalKey: input.newLocalKey === true };
    return { ...session, ...(await localKeysFor(database.tenant(company._id), wanted)) };
  }),

  /**
   * Renews the session that the caller names. Errors: `sessionEnded` (sign in again), `otherSession`
   * (the token does not belong to the named identity), `deviceRevoked`, `personInactive` or `companySuspended`.
   */
  refresh: publicProcedure
    .input(bounded(refreshInputSchema))
    .mutation(async ({ ctx, input }): Promise<SessionReply> => {
      const { database } = ctx.services;
      const issued = await renew(ctx, input);
      const standing = await standingOf(database.tenant(issued.companyId), issued);
      const { user, company } = standing;
      const refusal = refusalOf(standing);
      if (refusal !== null || user === null || company === null) throw new SessionRefusedError(refusal ?? 'ended');
      const cookie = {
        transport: input.refreshToken === null ? ('cookie' as const) : ('body' as const),
        isNamed: Boolean(input.identity),
      };
      return reply(ctx, { company, user }, issued, cookie);
    }),

  /**
   * A device whose access was revoked reports, as the last thing it does, that it wiped its data, and which commands it had
   * no answer to. The access token may have expired by then, so the refresh token identifies the device.
   */
  reportWipe: publicProcedure
    .input(bounded(reportWipeInputSchema))
    .mutation(async ({ ctx, input }): Promise<{ noted: true }> => {
      const { database, clock } = ctx.services;
      const tokens = new RefreshTokens(database, clock);
      for (const { token } of carriedTokens(ctx.request, input)) {
        const grant = await tokens.grantOf(token);
        if (grant === null || (input.identity && !isSameIdentity(input.identity, grant))) continue;
        await noteWipe(database.tenant(grant.companyId), clock, { ...grant, unanswered: input.unanswered });
        break;
      }
      return { noted: true };
    }),

  /** Ends the session on this device. Never fails: a session that is gone is ended already. */
  logout: publicProcedure
    .input(bounded(refreshInputSchema))
    .mutation(async ({ ctx, input }): Promise<{ ended: true }> => {
      const { database, clock } = ctx.services;
      const tokens = new RefreshTokens(database, clock);
      const cookies: string[] = [];
      for (const { token, cookie } of carriedTokens(ctx.request, input)) {
        const grant = await tokens.grantOf(token);
        // In a browser the shared cookie may be somebody else's.
        if (grant !== null && input.identity && !isSameIdentity(input.identity, grant)) continue;
        await tokens.end(token);
        if (cookie !== null) cookies.push(cookie);
      }
      clearCookies(ctx.reply, cookies);
      return { ended: true };
    }),

  /**
   * Whose one-time link this is. A mutation, because a query's URL ends up in logs. Errors: `linkGone` (unknown, used,
   * replaced or expired; indistinguishable).
   */
  passwordLink: publicProcedure
    .input(bounded(passwordLinkInputSchema))
    .mutation(async ({ ctx, input }): Promise<PasswordLink> => {
      const { database, clock } = ctx.services;
      const found = await findPasswordLink(database, input.token, clock.now());
      if (found === null) throw new CallRefusedError({ code: 'linkGone' });
      return found.link;
    }),

  /**
   * Sets a password by a one-time link, which is used up by it, and ends all sessions of that person. Signs nobody in: the
   * person may work in another program than the browser that opened the link. Errors: `linkGone` as above; `passwordRefused` for a
   * password that `passwordProblem` refuses, after which the link can be used again.
   */
  setPassword: publicProcedure
    .input(bounded(setPasswordInputSchema))
    .mutation(async ({ ctx, input }): Promise<{ set: true }> => {
      const result = await setPassword(ctx.services, input, placeOf(ctx.request.ip));
      if (result === 'noLink') throw new CallRefusedError({ code: 'linkGone' });
      if (result !== 'set') throw new PasswordRefusedError(result);
      return { set: true };
    }),
});
