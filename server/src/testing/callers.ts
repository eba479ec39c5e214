import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { EventSource } from 'eventsource';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessClaims } from '../auth/access-tokens.ts';
import { type AppRouter, appRouter } from '../procedures/router.ts';
import type { TestApi } from './test-api.ts';

/** Calls the router in this process. What is about cookies is called over HTTP instead (http-call.ts). */
export function callerAs(api: TestApi, claims: AccessClaims | null) {
  const request = { cookies: {}, headers: {}, protocol: 'http', ip: '127.0.0.1' } as unknown as FastifyRequest;
  const ignored = () => reply;
  const reply = { setCookie: ignored, clearCookie: ignored, header: ignored } as unknown as FastifyReply;
  return appRouter.createCaller({ services: api.services, claims, request, reply });
}

/** An access token as sign-in would issue it. */
export async function tokenFor(api: TestApi, claims: Omit<AccessClaims, 'expiresAt'>): Promise<string> {
  return (await api.services.accessTokens.issue(claims, new Date(api.clock.now()))).token;
}

/** A client as the apps have one: requests over HTTP, the stream over server-sent events. */
export function httpClient(url: string, token: string, headers: Record<string, string> = {}) {
  const authorized = { ...headers, authorization: `Bearer ${token}` };
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({
          url: `${url}/trpc`,
          EventSource,
          eventSourceOptions: () => ({
            fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...authorized } }),
          }),
        }),
        false: httpLink({ url: `${url}/trpc`, headers: authorized }),
      }),
    ],
  });
}
