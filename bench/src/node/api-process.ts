import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Child } from './child.ts';

const PROBE = fileURLToPath(new URL('./process-probe.ts', import.meta.url));
const READY_WITHIN_MS = 60_000;

/** The same for every process of a bench, so that tokens can be made ahead. */
export const BENCH_SECRET = randomBytes(24).toString('hex');

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('no free port'));
      });
    });
  });
}

export interface ApiProcess extends AsyncDisposable {
  url: string;
  port: number;
  child: Child;
}

/** A real api process, with a probe loaded beside it that tells memory and event loop delay when asked. */
export async function startApi(mongoUri: string, database: string): Promise<ApiProcess> {
  const port = await freePort();
  const child = new Child({
    entry: 'server/src/api.ts',
    options: ['--expose-gc', '--import', PROBE],
    env: {
      NODE_ENV: 'production',
      MONGODB_URI: mongoUri,
      MARGINIQ_DATABASE: database,
      MARGINIQ_PORT: String(port),
      MARGINIQ_JWT_SECRET: BENCH_SECRET,
      MARGINIQ_LOG_LEVEL: 'warn',
    },
  });
  const url = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + READY_WITHIN_MS; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) break;
    if (child.running && Date.now() < deadline) continue;
    await child.stop();
    throw new Error(`the api process does not answer:\n${child.output}`);
  }
  return { url, port, child, [Symbol.asyncDispose]: () => child.stop() };
}
