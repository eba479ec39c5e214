import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '../observe/metrics.ts';
import { placeOf } from '../procedures/client-address.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Who may read the metrics: whoever has the token or, if none is set, a program on this computer. A proxy here makes every
 * caller look local, unless the server was told about it; so forwarded requests are refused.
 */
function mayRead({ headers, ip }: FastifyRequest, token: string | null): boolean {
  if (token !== null) return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return placeOf(ip) === null && !isForwarded;
}

/** `/metrics`, in the Prometheus format. Everybody else gets a 404. */
export function serveMetrics(server: FastifyInstance, { registry }: Metrics, token: string | null): void {
  server.get('/metrics', async (request, reply) => {
    if (!mayRead(request, token)) return reply.callNotFound();
    return reply
      .header('cache-control', 'no-store')
      .type(registry.contentType)
      .send(await registry.metrics());
  });
}
