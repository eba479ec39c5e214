import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { aMessage, Child } from '../node/child.ts';
import type { SalesFiles } from './sales-files.ts';

const PROBE = fileURLToPath(new URL('./import-probe.ts', import.meta.url));
const LOOK_EVERY_MS = 20;
/** Whatever is not done by then never will be. */
const WITHIN_MS = 20 * 60_000;

export interface ImportRun {
  ms: number;
  /** The part of it after the program had started up and connected to MongoDB. */
  workMs: number;
  /** The most memory that the process had; null if this system does not tell. */
  peakMb: number | null;
}

/** The most memory that a process has had so far, as Linux counts it. Of this process alone, unlike `maxRSS`. */
function peakOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}

async function writeFiles(folder: string, files: Partial<SalesFiles>): Promise<string[]> {
  const args = Object.entries(files).map(async ([name, text]) => {
    const path = join(folder, `${name}.csv`);
    await writeFile(path, text);
    return [`--${name}`, path];
  });
  return (await Promise.all(args)).flat();
}

/** Imports files into a company by the command that an operator runs, in a process of its own. @throws if it fails */
export async function runImport(
  files: Partial<SalesFiles>,
  { mongoUri, database, company }: { mongoUri: string; database: string; company: string },
): Promise<ImportRun> {
  const folder = await mkdtemp(join(tmpdir(), 'mqbench-import-'));
  try {
    const args = ['--company', company, ...(await writeFiles(folder, files))];
    const started = performance.now();
    await using child = new Child({
      entry: 'server/src/import/cli.ts',
      args,
      options: ['--import', PROBE],
      env: { NODE_ENV: 'production', MONGODB_URI: mongoUri, MARGINIQ_DATABASE: database },
    });
    let peakMb: number | null = null;
    const looking = setInterval(() => {
      peakMb = peakOf(child.process.pid) ?? peakMb;
    }, LOOK_EVERY_MS);
    const working = child.heard('its work', aMessage('working')).then(() => performance.now());
    // Told by how the process ends.
    working.catch(() => undefined);
    const late = AbortSignal.timeout(WITHIN_MS);
    try {
      const [code] = await once(child.process, 'exit', { signal: late });
      if (code !== 0) throw new Error(`the import failed (${code}):\n${child.output}`);
      const ended = performance.now();
      return { ms: ended - started, workMs: ended - (await working), peakMb };
    } catch (error) {
      if (!late.aborted) throw error;
      throw new Error(`the import did not end within ${WITHIN_MS / 60_000} minutes:\n${child.output}`);
    } finally {
      clearInterval(looking);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
