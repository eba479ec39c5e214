import { passwordTokenSchema } from '@marginiq/contract/password';
import type { AppRouter } from '@marginiq/server/procedures/router';
import { createTRPCClient, httpLink, isTRPCClientError } from '@trpc/client';

const PAGE = /^\/admin\/password\/?$/;

/** Whether this is the address of a one-time link. */
export const isPasswordPage = ({ pathname }: Pick<Location, 'pathname'>): boolean => PAGE.test(pathname);

/** The link's secret. It is in the fragment, so that no server and no proxy logs it. Null for a mangled link. */
export function tokenOf({ hash }: Pick<Location, 'hash'>): string | null {
  // Mail programs take a full stop or a bracket behind a link for a part of it.
  const token = hash.slice(1).replace(/[^A-Za-z0-9_-]+$/, '');
  return passwordTokenSchema.safeParse(token).success ? token : null;
}

export const linkClient = (call: typeof fetch) =>
  createTRPCClient<AppRouter>({ links: [httpLink({ url: '/trpc', fetch: call })] }).auth;

export const isLinkGone = (error: unknown): boolean =>
  isTRPCClientError<AppRouter>(error) && error.data?.code === 'NOT_FOUND';
