import { constants } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import fastifyCookie from '@fastify/cookie';
import fastifyCors from '@fastify/cors';
import fastifyHelmet from '@fastify/helmet';
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, LogController } from 'fastify';
import { readHealth } from '../observe/health.ts';
import { type AppRouter, appRouter } from '../router.ts';
import type { Services } from '../services.ts';
import { createContext } from './context.ts';
import { errorReply } from './error-reply.ts';
import { serveApp } from './static-apps.ts';
import { serveStream } from './stream-route.ts';

/** The origin under which Electron loads the desktop app; browsers come from the server's own origin. */
const DESKTOP_ORIGIN = 'app://marginiq';
const COMPRESS_ABOVE_BYTES = 1024;

export interface HttpOptions {
  trustProxy: boolean;
  /** Folders of the built apps. */
  desktopRoot: string;
  adminRoot: string;
}

export async function createHttpServer(services: Services, options: HttpOptions): Promise<FastifyInstance> {
  const server = Fastify({
    loggerInstance: services.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustProxy,
    bodyLimit: 1024 * 1024,
    // Streams stay open for long; closing the server ends them.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 5_000 },
  });
  server.setErrorHandler<FastifyError>((error, { url }, reply) => {
    const { statusCode, body } = errorReply(error);
    if (statusCode >= 500) services.log.error({ err: error, url: url.split('?')[0] }, 'a request failed');
    return reply.code(statusCode).send(body);
  });
  await server.register(fastifyHelmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Mantine writes its variables into style elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        // The default server speaks http on the loopback; a load balancer adds https and its own policy.
        upgradeInsecureRequests: null,
      },
    },
    hsts: false,
  });
  await server.register(fastifyCors, { origin: DESKTOP_ORIGIN, methods: ['GET', 'POST'] });
  await server.register(fastifyCookie);
  await server.register(fastifyCompress, {
    threshold: COMPRESS_ABOVE_BYTES,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } },
  });
  const trpcOptions: FastifyTRPCPluginOptions<AppRouter>['trpcOptions'] = {
    router: appRouter,
    createContext: (given) => createContext(services, given),
    onError: ({ error, path }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR') services.log.error({ err: error, path }, 'a procedure failed');
    },
  };
  // What a procedure answers is a company's data: a browser's cache would keep it on the disk in the clear.
  server.addHook('onRequest', async ({ url }, reply) => {
    if (url.startsWith('/trpc/')) reply.header('cache-control', 'no-store');
  });
  serveStream(server, services, trpcOptions);
  await server.register(fastifyTRPCPlugin, { prefix: '/trpc', trpcOptions });
  server.get('/health', async (_request, reply) => {
    const health = await readHealth(services);
    return reply.code(health.status === 'ok' ? 200 : 503).send(health);
  });
  server.get('/', (_request, reply) => reply.redirect('/app/'));
  await serveApp(server, { prefix: '/app', root: options.desktopRoot, title: 'MarginIQ' });
  await serveApp(server, { prefix: '/admin', root: options.adminRoot, title: 'MarginIQ admin console' });
  return server;
}
