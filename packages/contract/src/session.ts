import { z } from 'zod';
import { MAX_EMAIL, MAX_NAME, MAX_PASSWORD } from './limits.ts';
import { protocolSchema } from './protocol.ts';
import { roleSchema } from './roles.ts';
import { idSchema, instantSchema } from './scalars.ts';

/**
 * The header in which programs that keep their tokens themselves receive, and present, the proof that their person has
 * signed in on the device before. In a browser it is a cookie.
 */
export const DEVICE_PROOF_HEADER = 'x-marginiq-device';

/** Which program a session belongs to. The two share an origin in the browser, and so must not share a cookie. */
export const sessionClientSchema = z.enum(['desktop', 'admin']);
export type SessionClient = z.infer<typeof sessionClientSchema>;

export const loginInputSchema = z.object({
  client: sessionClientSchema,
  /** Absent in programs before protocol 3, which keep one session for a whole browser. */
  protocol: protocolSchema.nullish(),
  company: z.string().trim().toLowerCase().min(1, 'enter your company').max(60),
  email: z.string().trim().toLowerCase().min(1, 'enter your email').max(MAX_EMAIL),
  password: z.string().min(1, 'enter your password').max(MAX_PASSWORD),
  /** Chosen by the client once per installation and person. */
  deviceId: idSchema,
  /** For people: "Chromium on Linux". */
  deviceName: z.string().trim().min(1).max(120),
  /**
   * How the refresh token travels: browsers get an HttpOnly cookie that no script can read, Electron's main process
   * gets it in the reply and keeps it in the system's secure storage.
   */
  tokenTransport: z.enum(['cookie', 'body']),
  /**
   * Asks for another key of the local data, because the previous one was stored unencrypted. The earlier sessions of this
   * device end with it, because somebody who copied the disk has one of their tokens. Absent in older programs.
   */
  newLocalKey: z.boolean().nullish(),
});
export type LoginInput = z.infer<typeof loginInputSchema>;

/** The signed-in person. Kept on the device for offline use. */
export const profileSchema = z.object({
  userId: idSchema,
  companyId: idSchema,
  companyName: z.string().max(MAX_NAME),
  companySlug: z.string().max(60),
  name: z.string().max(MAX_NAME),
  email: z.string().max(MAX_EMAIL),
  role: roleSchema,
  teamId: idSchema.nullable(),
  deviceId: idSchema,
});
export type Profile = z.infer<typeof profileSchema>;

/**
 * Whose session a program works with. Whatever renews, pulls, pushes or streams names it, and the server compares: another
 * window of the same browser may have signed in somebody else since (law 4).
 */
export const identitySchema = profileSchema.pick({ companyId: true, userId: true, deviceId: true });
export type Identity = z.infer<typeof identitySchema>;

/** The longest token that is made is a fraction of this. */
const tokenSchema = z.string().max(2_000);

/** 32 bytes as base64url. */
export const localKeySchema = z.base64url().length(43);

export const sessionReplySchema = z.object({
  profile: profileSchema,
  accessToken: tokenSchema,
  accessExpiresAt: instantSchema,
  /** Only with `tokenTransport: 'body'`. */
  refreshToken: tokenSchema.nullable(),
  /** Until when the session can be renewed, and so until when it may be used offline. */
  sessionExpiresAt: instantSchema,
  /** When the server wrote this reply, by its own clock. Absent from servers before protocol 3. */
  serverTime: instantSchema.nullish(),
  /**
   * The key that encrypts this person's data on this device. Only in the reply to a sign-in; the server keeps it for
   * this person and device, so that a key lost on the device loses no command.
   */
  localKey: localKeySchema.nullish(),
  /** The keys that this device had before, the newest first: some of what is on its disk may still be sealed by them. */
  earlierLocalKeys: z.array(localKeySchema).max(100).nullish(),
});
export type SessionReply = z.infer<typeof sessionReplySchema>;

/** Renewing or ending a session. `refreshToken` is null if the cookie carries it. */
export const refreshInputSchema = z.object({
  client: sessionClientSchema,
  refreshToken: z.string().max(500).nullable(),
  /** Whose session; in browsers each device has its own cookie. Absent in programs before protocol 3. */
  identity: identitySchema.nullish(),
});
export type RefreshInput = z.infer<typeof refreshInputSchema>;

/**
 * A device that has more names the last of them: its report is accepted from anybody who holds its token, so it must be
 * small.
 */
export const MAX_REPORTED_COMMANDS = 5_000;

/**
 * The last message of a device whose access was revoked: the commands that it had no answer to when it wiped its data.
 * Named and not counted, because some of them may have been decided, and their replies lost.
 */
export const reportWipeInputSchema = refreshInputSchema.extend({ unanswered: z.array(idSchema).max(20_000) });
export type ReportWipeInput = z.infer<typeof reportWipeInputSchema>;
