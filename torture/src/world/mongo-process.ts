import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Child } from './child.ts';
import { lineOf } from './lines.ts';

const START_MS = 150_000;

/** A mongod of the harness's own, which may be killed and started again on the same data and port. */
export class MongoProcess {
  readonly data: string;
  readonly #options: readonly string[];
  #child: Child | null = null;
  #uri = '';

  constructor(data: string, options: readonly string[] = []) {
    this.data = data;
    this.#options = options;
  }

  /** The way to this one alone. */
  get uri(): string {
    return this.#uri;
  }

  get port(): number {
    return Number(new URL(this.#uri).port);
  }

  get running(): boolean {
    return this.#child?.running ?? false;
  }

  async start(): Promise<void> {
    const port = this.#uri === '' ? [] : [String(this.port)];
    const logFile = `${this.data}.out`;
    const args = ['scripts/mongodb/serve.mjs', this.data, ...port, ...this.#options];
    const child = new Child(args, { env: { MONGODB_URI: '' }, logFile });
    this.#child = child;
    const { stdout } = child.process;
    if (stdout === null) throw new Error('no output');
    const late = setTimeout(() => void child.end('SIGTERM'), START_MS);
    const line = await lineOf(stdout, (text) => text.startsWith('mongodb://'));
    clearTimeout(late);
    if (line === null) throw new Error(`MongoDB did not start; see ${logFile}`);
    this.#uri = line;
  }

  get #pid(): number | null {
    return (JSON.parse(readFileSync(join(this.data, 'mongodb.json'), 'utf8')) as { pid: number | null }).pid;
  }

  /** Stands still in the middle of everything, with its connections open, and continues after a while. */
  async freeze(ms: number): Promise<void> {
    const pid = this.#pid;
    if (pid === null) return;
    process.kill(pid, 'SIGSTOP');
    try {
      await wait(ms);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  }

  /** The server process itself, in the middle of everything. */
  async kill(): Promise<void> {
    const pid = this.#pid;
    const child = this.#child;
    if (pid === null || child === null) return;
    const ended = new Promise((resolve) => child.process.once('exit', resolve));
    process.kill(pid, 'SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.#child?.end('SIGTERM');
  }
}
