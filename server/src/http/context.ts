// Adds `cookies` and `setCookie` to the types, for the apps too, which see the router without its server.
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessClaims } from '../auth/access-tokens.ts';
import type { Services } from '../services.ts';

export interface RequestContext {
  services: Services;
  request: FastifyRequest;
  reply: FastifyReply;
  /** Of the bearer token, where a valid one came. */
  claims: AccessClaims | null;
}

export async function createContext(
  services: Services,
  { req, res }: { req: FastifyRequest; res: FastifyReply },
): Promise<RequestContext> {
  const header = req.headers.authorization;
  const token = header?.startsWith('Bearer ') ? header.slice('Bearer '.length) : null;
  const claims = token === null ? null : await services.accessTokens.verify(token, new Date(services.clock.now()));
  return { services, request: req, reply: res, claims };
}
