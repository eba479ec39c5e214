import { z } from 'zod';
import { MAX_EMAIL, MAX_NAME, MAX_PASSWORD, MAX_SLUG } from './limits.ts';
import { roleSchema } from './roles.ts';
import { instantSchema } from './scalars.ts';

export const MIN_PASSWORD = 12;
/** Letters, digits and pictures that must be left of a password without names, common words and rows of keys. */
const MIN_OWN_CHARACTERS = 6;
const MIN_DIFFERENT_CHARACTERS = 5;

/** The secret part of a one-time link: the company, so that it is looked up in that company, and 32 random bytes. */
export const passwordTokenSchema = z
  .string()
  .max(80)
  .regex(/^[0-9a-f-]{36}\.[A-Za-z0-9_-]{43}$/);

export const passwordLinkInputSchema = z.object({ token: passwordTokenSchema });

/** Whose one-time link it is. */
export const passwordLinkSchema = z.object({
  name: z.string().max(MAX_NAME),
  email: z.string().max(MAX_EMAIL),
  role: roleSchema,
  companyName: z.string().max(MAX_NAME),
  companySlug: z.string().max(MAX_SLUG),
  /** Until when it can be used. */
  expiresAt: instantSchema,
});
export type PasswordLink = z.infer<typeof passwordLinkSchema>;

export const setPasswordInputSchema = z.object({
  token: passwordTokenSchema,
  password: z.string().min(1).max(MAX_PASSWORD),
});
export type SetPasswordInput = z.infer<typeof setPasswordInputSchema>;

export const PASSWORD_PROBLEMS = ['tooShort', 'tooLong', 'tooUniform', 'guessable'] as const;
export type PasswordProblem = (typeof PASSWORD_PROBLEMS)[number];

/** What a guesser tries first, alone or followed by a year. */
const COMMON =
  'password passwort passw0rd marginiq welcome willkommen qwertyuiop qwertzuiop qwerty qwertz asdfgh letmein changeme administrator admin secret geheim abcdef 123456789 123456 12345 1234';

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];

/**
 * Why a password is not taken; null if it is. The rule: 12 characters or more, at least five different ones, and not just names
 * of the person or the company, a common word, or a row of keys, with a few digits.
 */
export function passwordProblem(
  password: string,
  about: Pick<PasswordLink, 'name' | 'email' | 'companyName' | 'companySlug'>,
): PasswordProblem | null {
  const characters = [...password];
  if (characters.length < MIN_PASSWORD) return 'tooShort';
  if (password.length > MAX_PASSWORD) return 'tooLong';
  if (new Set(characters).size < MIN_DIFFERENT_CHARACTERS) return 'tooUniform';
  const known = words([about.name, about.email, about.companyName, about.companySlug, COMMON].join(' '));
  const own = known
    .sort((a, b) => b.length - a.length)
    .reduce((left, word) => left.replaceAll(word, ' '), password.toLowerCase());
  return (own.match(/[\p{L}\p{N}\p{Extended_Pictographic}]/gu) ?? []).length < MIN_OWN_CHARACTERS ? 'guessable' : null;
}
