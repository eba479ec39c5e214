import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveApp } from '@marginiq/server/http/static-apps';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Installation } from './installation.ts';
import { OLDER_PROTOCOL } from './older-protocol.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NEWER = join(ROOT, 'apps/desktop/dist-web');
const require = createRequire(import.meta.url);
/** The older version's protocol alone: the newer version's calls must go through as they are. */
const ASKS_AS_OLDER = new RegExp(`(%22protocol%22%3A)${OLDER_PROTOCOL}\\b`);

/** Builds the app as an older version of itself. */
async function buildOlder(folder: string): Promise<void> {
  const vite = join(dirname(require.resolve('vite/package.json')), 'bin/vite.js');
  const config = fileURLToPath(new URL('older-build.config.ts', import.meta.url));
  const child = spawn(process.execPath, [vite, 'build', '--config', config, '--outDir', folder, '--emptyOutDir'], {
    cwd: join(ROOT, 'apps/desktop'),
    env: { ...process.env, NODE_ENV: 'production', VITE_MARGINIQ_BUILD: 'older' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let trouble = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    trouble += text;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the older version could not be built:\n${trouble}`);
}

/** An installation whose front end is exchanged while it is used: the older version first, then the one of this clone. */
export class Deployment {
  readonly #folder: string;
  readonly #api: () => number;
  readonly #files: FastifyInstance;
  readonly #server: Server;
  #refusesOlder = false;

  private constructor(folder: string, api: () => number, files: FastifyInstance) {
    this.#folder = folder;
    this.#api = api;
    this.#files = files;
    this.#server = createServer((incoming, answer) => {
      if (incoming.url?.startsWith('/app')) files.routing(incoming, answer);
      else this.#forward(incoming, answer);
    });
  }

  static async ofOlderVersion(installation: Installation): Promise<Deployment> {
    const folder = await mkdtemp(join(tmpdir(), 'marginiq-deployment-'));
    await buildOlder(join(folder, 'older'));
    await cp(join(folder, 'older'), join(folder, 'served'), { recursive: true });
    const files = Fastify();
    await serveApp(files, { prefix: '/app', root: join(folder, 'served'), title: 'MarginIQ' });
    await files.ready();
    const deployment = new Deployment(folder, () => installation.port, files);
    deployment.#server.listen(0, '127.0.0.1');
    await once(deployment.#server, 'listening');
    return deployment;
  }

  get port(): number {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the deployment is closed');
    return address.port;
  }

  /** The newer version takes the older one's place: every file of it is gone, as after a real deployment. */
  async deployNewer(): Promise<void> {
    const served = join(this.#folder, 'served');
    await rm(served, { recursive: true });
    await cp(NEWER, served, { recursive: true });
  }

  /** From now on the server no longer knows the older version's protocol. */
  refuseOlder(): void {
    this.#refusesOlder = true;
  }

  async removeFile(path: string): Promise<void> {
    await rm(join(this.#folder, 'served', path));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.#files.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /**
   * A protocol unknown to every server represents one that this server no longer knows: the refusal is the server's own.
   */
  #forward(incoming: IncomingMessage, answer: ServerResponse): void {
    const path = incoming.url ?? '/';
    const asked = this.#refusesOlder ? path.replace(ASKS_AS_OLDER, '$199') : path;
    const forwarded = request(
      { port: this.#api(), host: '127.0.0.1', path: asked, method: incoming.method, headers: incoming.headers },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        answer.flushHeaders();
        reply.pipe(answer);
        reply.on('error', () => answer.destroy());
      },
    );
    forwarded.on('error', () => answer.destroy());
    answer.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  }
}
