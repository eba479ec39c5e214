import type { FastifyRequest } from 'fastify';
import type { AccessClaims } from '../auth/access-tokens.ts';

/** The name under which a request carries them: the guard of the procedures reads its token before its body. */
export const CLAIMS = 'claims';

/** The claims of the valid token that a call came with; null if none did. */
export const claimsOf = (request: FastifyRequest): AccessClaims | null =>
  request.getDecorator<AccessClaims | null>(CLAIMS);
