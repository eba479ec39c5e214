// Adds `cookies` and `setCookie` to the types, for the apps too, which see the router without its server.
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessClaims } from '../auth/access-tokens.ts';
import { claimsOf } from './claims.ts';
import type { Services } from './services.ts';

export interface RequestContext {
  services: Services;
  request: FastifyRequest;
  reply: FastifyReply;
  /** The claims of the bearer token, if a valid one came. */
  claims: AccessClaims | null;
}

export const createContext = (
  services: Services,
  { req, res }: { req: FastifyRequest; res: FastifyReply },
): RequestContext => ({ services, request: req, reply: res, claims: claimsOf(req) });
