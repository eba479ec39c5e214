import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One of the server's processes, as it runs in production. */
export class ServerProcess {
  readonly #child: ChildProcess;
  #output = '';

  constructor(entry: string, env: Record<string, string>) {
    this.#child = spawn(process.execPath, [entry], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
  }

  get output(): string {
    return this.#output;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Waits for the process's own end. @returns its exit code */
  async ended(): Promise<number | null> {
    if (this.running) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.running) return;
    this.#child.kill(signal);
    await once(this.#child, 'exit');
  }
}

/** Resolves when the address answers with 200; fails with the process's output when it ends before. */
export async function untilAnswers(url: string, process: ServerProcess): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    if (!process.running) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`${url} does not answer:\n${process.output}`);
}
