import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { build } from 'vite';

const PAGE = fileURLToPath(new URL('./page', import.meta.url));

/** The bench's page, built for production, with one script. */
async function builtPage(): Promise<{ html: string; script: string }> {
  const output = await build({
    root: PAGE,
    logLevel: 'error',
    configFile: false,
    define: { global: 'globalThis' },
    build: { write: false, modulePreload: false, rolldownOptions: { output: { codeSplitting: false } } },
  });
  const files = (Array.isArray(output) ? output : [output]).flatMap((one) => ('output' in one ? one.output : []));
  const chunk = files.find((file) => file.type === 'chunk');
  if (chunk?.type !== 'chunk') throw new Error('the page has no script');
  return {
    html: '<!doctype html><p id="shown"></p><script type="module" src="/page.js"></script>',
    script: chunk.code,
  };
}

function serve({ html, script }: { html: string; script: string }): Promise<Server> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    // The way the server serves the app: no code is generated at run time, which libraries otherwise do (zod does).
    response.setHeader('content-security-policy', "script-src 'self'");
    response.end(isScript ? script : html);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

export interface BenchBrowser extends AsyncDisposable {
  context: BrowserContext;
  newPage: () => Promise<Page>;
}

/**
 * A real Chromium with an empty profile. Every server is a different origin to it, which it is configured to ignore.
 */
export async function openBrowser(executablePath: string): Promise<BenchBrowser> {
  const server = await serve(await builtPage());
  const { port } = server.address() as AddressInfo;
  const profile = await mkdtemp(join(tmpdir(), 'marginiq-bench-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-web-security',
      '--disable-background-timer-throttling',
      '--disable-renderer-backgrounding',
      '--disable-backgrounding-occluded-windows',
      '--js-flags=--expose-gc',
    ],
  });
  return {
    context,
    newPage: async () => {
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error(error));
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.waitForFunction(() => 'bench' in window);
      return page;
    },
    [Symbol.asyncDispose]: async () => {
      await context.close();
      server.closeAllConnections();
      server.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Bytes that came over the wire while `work` ran. */
export async function bytesReceived(page: Page, work: () => Promise<unknown>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await session.send('Network.enable');
  await work();
  await session.detach();
  return bytes;
}

/** The page's JavaScript heap after a collection, in MB. */
export async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1024 / 1024;
}
