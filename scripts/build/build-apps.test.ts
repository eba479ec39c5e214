import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createReporter } from '../base/reporter.mjs';
import { buildApps } from './build-apps.mjs';

const log = createReporter({ write: () => undefined });
const RESULTS: Record<string, string> = {
  '@marginiq/desktop': 'apps/desktop/dist-web/index.html',
  '@marginiq/admin': 'apps/admin/dist/index.html',
};
let root: string;

function put(file: string, content: string) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mq-build-'));
  put('package-lock.json', '{}');
  put('apps/desktop/src/main.ts', '1');
  put('apps/admin/src/main.ts', '1');
  put('packages/ui/src/theme.ts', '1');
});
afterEach(() => rmSync(root, { recursive: true }));

const build = () =>
  buildApps({
    root,
    log,
    run: (_command, args) => {
      put(RESULTS[args.at(-1) ?? ''] ?? 'unknown', 'built');
      return Promise.resolve({ code: 0, tail: [] });
    },
  });

test('the start builds both, then neither, then only what has changed', async () => {
  expect(await build()).toEqual(['@marginiq/desktop', '@marginiq/admin']);
  expect(await build()).toEqual([]);
  put('apps/admin/src/main.ts', '2');
  expect(await build()).toEqual(['@marginiq/admin']);
  put('packages/ui/src/theme.ts', '2');
  expect(await build()).toEqual(['@marginiq/desktop', '@marginiq/admin']);
});

test('a result that was deleted is built again; tests and other outputs change nothing', async () => {
  await build();
  put('apps/admin/src/main.test.ts', 'a test');
  put('apps/desktop/out/main/index.js', 'an output');
  put('apps/desktop/node_modules/x/index.js', 'a package');
  expect(await build()).toEqual([]);
  rmSync(join(root, 'apps/desktop/dist-web'), { recursive: true });
  expect(await build()).toEqual(['@marginiq/desktop']);
});

test('a failed build shows the end of its output and is tried again', async () => {
  const failing = buildApps({ root, log, run: () => Promise.resolve({ code: 1, tail: ['vite: no such file'] }) });
  await expect(failing).rejects.toMatchObject({ name: 'UserError', details: ['vite: no such file'] });
  expect(await build()).toEqual(['@marginiq/desktop', '@marginiq/admin']);
});
