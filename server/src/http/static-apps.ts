import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

interface App {
  /** Without a slash at its end. */
  prefix: string;
  root: string;
  title: string;
}

const FOREVER = 'public, max-age=31536000, immutable';

/** Serves a built single-page app: hashed files for ever, its page always fresh, and its page for every path in it. */
export async function serveApp(server: FastifyInstance, { prefix, root, title }: App): Promise<void> {
  server.get(prefix, (_request, reply) => reply.redirect(`${prefix}/`));
  if (!existsSync(join(root, 'index.html'))) {
    server.get(`${prefix}/*`, (_request, reply) =>
      reply.code(503).type('text/plain').send(`The ${title} is not built. Run "npm run build" and start again.`),
    );
    return;
  }
  const serveFiles = async (scope: FastifyInstance) => {
    await scope.register(fastifyStatic, {
      root,
      prefix: '/',
      redirect: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', path.includes('/assets/') ? FOREVER : 'no-cache');
      },
    });
    scope.setNotFoundHandler((request, reply) => {
      // A file of a build that is gone: a page in its place would be run as a script, or kept by the service worker.
      // It may be there a moment later, on a server that has the new build already, so its absence is not kept anywhere.
      if (request.url.startsWith(`${prefix}/assets/`)) {
        return reply.code(404).header('cache-control', 'no-store').type('text/plain').send('Not found.');
      }
      return reply.header('cache-control', 'no-cache').sendFile('index.html');
    });
  };
  await server.register(serveFiles, { prefix });
}
