import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { systemClock } from '../clock.ts';
import type { HttpLimits } from '../http/limits.ts';
import { createHttpServer } from '../http/server.ts';
import { Lifecycle } from '../lifecycle.ts';
import { createLogger } from '../observe/logger.ts';
import { Metrics } from '../observe/metrics.ts';
import type { Services } from '../procedures/services.ts';

interface Files {
  [path: string]: string;
}

export interface BareServer extends AsyncDisposable {
  server: FastifyInstance;
}

/** The HTTP server over built apps of a test's making, with nothing behind it but what a test puts there: no MongoDB. */
export async function createBareServer(
  apps: {
    desktop?: Files;
    admin?: Files;
    limits?: HttpLimits;
    metricsToken?: string;
    services?: Partial<Services>;
  } = {},
): Promise<BareServer> {
  const folder = mkdtempSync(join(tmpdir(), 'marginiq-http-'));
  const build = (name: string, files: Files = {}) => {
    const root = join(folder, name);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return root;
  };
  writeFileSync(join(folder, 'secret.txt'), 'a secret beside the apps');
  const services = {
    clock: systemClock,
    lifecycle: new Lifecycle(),
    metrics: new Metrics(),
    maintenance: { refusal: null },
    log: createLogger('test', 'silent'),
    database: { ping: () => Promise.reject(new Error('mongodb://user:password@host is gone')) },
    ...apps.services,
  } as unknown as Services;
  const server = await createHttpServer(services, {
    trustedProxies: 0,
    metricsToken: apps.metricsToken ?? null,
    desktopRoot: build('desktop', apps.desktop),
    adminRoot: build('admin', apps.admin),
    ...(apps.limits === undefined ? {} : { limits: apps.limits }),
  });
  return {
    server,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
