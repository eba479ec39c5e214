import { type FastifyTRPCPluginOptions, fastifyRequestHandler } from '@trpc/server/adapters/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createContext } from '../procedures/context.ts';
import { type AppRouter, appRouter } from '../procedures/router.ts';
import type { Services } from '../procedures/services.ts';
import { writeEvents } from './event-stream.ts';
import { isOpen } from './procedure-guard.ts';
import { whenOver } from './when-over.ts';

const PATH = 'sync.stream';

function inputOf({ query }: FastifyRequest): unknown {
  const { input } = query as { input?: string };
  return JSON.parse(input ?? 'null');
}

/**
 * Serves the stream procedure over tRPC's own wire format without tRPC's web streams: those cost each stream 15 times
 * as much as writing its bytes, and every commit goes to a whole company at once. Refusals by the procedure are left to
 * tRPC.
 */
export function serveStream(
  server: FastifyInstance,
  services: Services,
  trpcOptions: FastifyTRPCPluginOptions<AppRouter>['trpcOptions'],
): void {
  // A HEAD is left to tRPC: what is written here goes to the connection, body or not.
  server.get(`/trpc/${PATH}`, { exposeHeadRoute: false }, async (request, reply) => {
    const gone = new AbortController();
    whenOver(reply.raw, () => gone.abort());
    const items = await (async () => {
      const context = createContext(services, { req: request, res: reply });
      const caller = appRouter.createCaller(context, { signal: gone.signal });
      return caller.sync.stream(inputOf(request) as { protocol: number });
    })().catch(() => null);
    if (items === null) return fastifyRequestHandler({ ...trpcOptions, req: request, res: reply, path: PATH });
    isOpen(request);
    // The caller's type is what a client is given; here the items still carry their ids beside them.
    const told = items as unknown as Parameters<typeof writeEvents>[1];
    const leave = services.lifecycle.enter('stream');
    await writeEvents(reply, told, gone.signal)
      .catch((error) => services.log.warn({ err: error }, 'a stream was cut'))
      .finally(leave);
  });
}
