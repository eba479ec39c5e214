import { constants } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import fastifyCookie from '@fastify/cookie';
import fastifyCors from '@fastify/cors';
import fastifyHelmet from '@fastify/helmet';
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify';
import { createContext } from '../procedures/context.ts';
import { type AppRouter, appRouter } from '../procedures/router.ts';
import type { Services } from '../procedures/services.ts';
import { ComeAgainError, ServerBusyError } from '../server-busy.ts';
import { openContexts, requestIdFrom } from './call-ids.ts';
import { type EarlyRefusal, errorReply } from './error-reply.ts';
import { HealthCheck } from './health-check.ts';
import { HTTP_LIMITS, type HttpLimits } from './limits.ts';
import { serveMetrics } from './metrics-route.ts';
import { guardProcedures } from './procedure-guard.ts';
import { readReadiness } from './readiness.ts';
import { endSlowBodies } from './slow-bodies.ts';
import { serveApp } from './static-apps.ts';
import { serveStream } from './stream-route.ts';
import { refuseUnreadable } from './unreadable-requests.ts';

/** The origin under which Electron loads the desktop app; browsers come from the server's own origin. */
const DESKTOP_ORIGIN = 'app://marginiq';
const COMPRESS_ABOVE_BYTES = 1024;
/** A head that is not complete by then is given up. Node looks as often as the second says. */
const HEAD_TIMEOUT_MS = 20_000;
const LOOK_EVERY_MS = 5_000;
const MOST_HEAD_BYTES = 16 * 1024;

export interface HttpOptions {
  /** How many proxies in a row report the caller's address truthfully. */
  trustedProxies: number;
  /** Folders of the built apps. */
  desktopRoot: string;
  adminRoot: string;
  /** Null: only programs on this computer read the metrics. */
  metricsToken: string | null;
  /** Overrides of the production limits, for tests that do not want to wait as long. */
  limits?: HttpLimits;
}

export async function createHttpServer(services: Services, options: HttpOptions): Promise<FastifyInstance> {
  const { limits = HTTP_LIMITS } = options;
  const server = Fastify({
    loggerInstance: services.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustedProxies > 0 && ((_address, hop) => hop < options.trustedProxies),
    bodyLimit: limits.bodyBytes,
    http: {
      maxHeaderSize: MOST_HEAD_BYTES,
      headersTimeout: HEAD_TIMEOUT_MS,
      connectionsCheckingInterval: LOOK_EVERY_MS,
    },
    // Node's socket timer, which counts incoming as well as outgoing data: a client that neither reads nor writes is cut
    // off, and a slow one that makes progress is not.
    connectionTimeout: limits.silenceMs,
    // Addresses that Fastify itself cannot use: its own words repeat them.
    frameworkErrors: (error, { id }, reply: FastifyReply) => {
      const { statusCode, body } = errorReply(error, id);
      void reply.code(statusCode).header('x-request-id', id).send(body);
    },
    clientErrorHandler: refuseUnreadable(services.clock.newId),
    genReqId: ({ headers }) => requestIdFrom(headers, options.trustedProxies > 0) ?? services.clock.newId(),
    // Streams stay open for long; closing the server ends them.
    forceCloseConnections: true,
  });
  openContexts(server, services.clock.newId);
  server.addHook('onSend', async (_request, reply) => {
    // Its caller's next connection leads to another process.
    if (services.lifecycle.isStopping) reply.header('connection', 'close');
  });
  endSlowBodies(limits.bodyProgress, server.server);
  server.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('Not found.'));
  server.setErrorHandler<FastifyError | EarlyRefusal>((error, { id, url }, reply) => {
    const { statusCode, body } = errorReply(error, id);
    if (body.error.data.code === 'INTERNAL_SERVER_ERROR')
      services.log.error({ err: error, requestId: id, url: url.split('?')[0] }, 'a request failed');
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
  await server.register(fastifyCors, {
    origin: DESKTOP_ORIGIN,
    methods: ['GET', 'POST'],
    // When to come again, which the program waits for.
    exposedHeaders: ['retry-after'],
  });
  await server.register(fastifyCookie);
  await server.register(fastifyCompress, {
    threshold: COMPRESS_ABOVE_BYTES,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } },
  });
  const trpcOptions: FastifyTRPCPluginOptions<AppRouter>['trpcOptions'] = {
    router: appRouter,
    createContext: (given) => createContext(services, given),
    // No client of ours batches, and one small request would ask for any amount of work.
    allowBatching: false,
    maxBodySize: limits.bodyBytes,
    responseMeta: ({ errors, type }) => {
      const refusal = errors.find((error) => error instanceof ComeAgainError);
      return {
        headers: {
          // tRPC's own for a stream would let a cache keep it.
          ...(type === 'subscription' ? { 'cache-control': 'no-store, no-transform' } : {}),
          ...(refusal instanceof ComeAgainError ? { 'retry-after': String(refusal.retryAfterSeconds) } : {}),
        },
      };
    },
    onError: ({ error, path }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR') services.log.error({ err: error, path }, 'a procedure failed');
      // Without a cause there were merely too many requests at once: logging each would fill the log as well.
      if (error instanceof ServerBusyError && error.cause !== undefined)
        services.log.warn({ err: error, path }, 'a call was told to come again');
    },
  };
  await server.register(async (scope) => {
    guardProcedures(scope, services, limits);
    serveStream(scope, services, trpcOptions);
    await scope.register(fastifyTRPCPlugin, { prefix: '/trpc', trpcOptions });
  });
  const healthCheck = new HealthCheck(services);
  server.get('/health', async (_request, reply) => {
    const health = await healthCheck.read();
    return reply
      .code(health.status === 'ok' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(health);
  });
  server.get('/ready', async (_request, reply) => {
    const readiness = await readReadiness(services, healthCheck);
    if (!readiness.ready) reply.header('retry-after', 2);
    return reply
      .code(readiness.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(readiness);
  });
  serveMetrics(server, services.metrics, options.metricsToken);
  server.get('/', (_request, reply) => reply.redirect('/app/'));
  await serveApp(server, { prefix: '/app', root: options.desktopRoot, title: 'MarginIQ' });
  await serveApp(server, { prefix: '/admin', root: options.adminRoot, title: 'MarginIQ admin console' });
  return server;
}
