import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { AccessTokens } from './auth/access-tokens.ts';
import { DeviceProofs } from './auth/device-proofs.ts';
import { KeyRing } from './auth/key-ring.ts';
import { prepareDecoy } from './auth/passwords.ts';
import { SignIns } from './auth/sign-in.ts';
import { Turns } from './auth/turns.ts';
import { type Clock, systemClock } from './clock.ts';
import { CommandQueue } from './commands/command-queue.ts';
import { BatchDecider } from './commands/decide-batch.ts';
import { drain } from './drain.ts';
import { type Env, secretsOf } from './env.ts';
import { createHttpServer } from './http/server.ts';
import { Lifecycle } from './lifecycle.ts';
import { prepareDatabase } from './migrations/prepare.ts';
import { createLogger } from './observe/logger.ts';
import { Metrics } from './observe/metrics.ts';
import { MaintenanceWatch } from './operate/maintenance-watch.ts';
import type { Services } from './procedures/services.ts';
import { ChangeFeed } from './sync/change-feed.ts';
import { OpenStreams } from './sync/open-streams.ts';
import { watchSessions } from './sync/session-watch.ts';
import { UnreadableReports } from './sync/unreadable-reports.ts';
import { Database } from './tenancy/database.ts';

export interface Api {
  server: FastifyInstance;
  services: Services;
  start: () => Promise<string>;
  stop: () => Promise<void>;
  /** Resolves if a newer release has changed the database so that this process must end. */
  outdated: Promise<Error>;
}

const builtApp = (path: string) => fileURLToPath(new URL(`../../apps/${path}`, import.meta.url));

const trustedProxies = (setting: string): number =>
  setting === 'true' ? 1 : setting === 'false' ? 0 : Number(setting);

/** One api process: everything wired, nothing listening yet. */
export async function createApi(env: Env, clock: Clock = systemClock): Promise<Api> {
  const log = createLogger('api', env.MARGINIQ_LOG_LEVEL);
  const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
  const registration = await prepareDatabase(database, { kind: 'api', clock, log });
  await prepareDecoy();
  const metrics = new Metrics();
  const feed = new ChangeFeed(database, log, metrics);
  const keys = new KeyRing(secretsOf(env));
  const accessTokens = new AccessTokens(keys);
  const unreadable = new UnreadableReports(clock, log);
  const streams = new OpenStreams();
  // Streams reconnect soon, and catch up then.
  const maintenance = new MaintenanceWatch({ database, clock, log, onBegin: () => streams.moveAll() });
  const refusal = () => maintenance.refusal;
  const commands = new CommandQueue(database, new BatchDecider(clock, log), { feed, metrics, refusal });
  const sessions = watchSessions(database, {
    log,
    ended: (sessionId) => streams.sessionEnded(sessionId),
    missed: () => streams.endAll(),
  });
  const turns = new Turns();
  const deviceProofs = new DeviceProofs(keys);
  const signIns = new SignIns({ database, clock, proofs: deviceProofs, turns });
  const people = { accessTokens, deviceProofs, signIns, turns };
  const lifecycle = new Lifecycle();
  const services: Services = {
    database,
    clock,
    log,
    ...people,
    commands,
    feed,
    streams,
    unreadable,
    lifecycle,
    metrics,
    maintenance,
  };
  const delay = monitorEventLoopDelay();
  delay.enable();
  metrics.gauge({
    openStreams: () => streams.count,
    waitingPushes: () => commands.waiting,
    callsUnderWay: () => lifecycle.underWay('call'),
    eventLoopLag: () => {
      const { mean } = delay;
      delay.reset();
      return Number.isNaN(mean) ? 0 : mean / 1e9;
    },
  });
  const server = await createHttpServer(services, {
    trustedProxies: trustedProxies(env.MARGINIQ_TRUST_PROXY),
    desktopRoot: builtApp('desktop/dist-web'),
    adminRoot: builtApp('admin/dist'),
    metricsToken: env.MARGINIQ_METRICS_TOKEN ?? null,
  });
  return {
    server,
    services,
    start: async () => {
      // First, so that no stream is open before this process can hear of changes.
      await Promise.all([feed.start(), sessions.start(), maintenance.start()]);
      const listening = server.listen({ host: env.MARGINIQ_HOST, port: env.MARGINIQ_PORT });
      const address = await listening.catch(async (error: unknown) => {
        // The port may be in use: this process must not be mistaken for a live one.
        await registration.end();
        throw error;
      });
      lifecycle.become('serving');
      return address;
    },
    stop: async () => {
      await drain(services, env.MARGINIQ_DRAIN_MS);
      maintenance.stop();
      await Promise.all([feed.stop(), sessions.stop()]);
      await server.close();
      await registration.end();
      delay.disable();
      await database.close();
    },
    outdated: registration.outdated,
  };
}
