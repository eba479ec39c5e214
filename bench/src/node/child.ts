import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const STOP_GRACE_MS = 5_000;

interface How {
  /** The program's path from the repository's root, as in `server/src/api.ts`. */
  entry: string;
  env?: Record<string, string>;
  /** Node's own options. */
  options?: string[];
  args?: string[];
}

/** A Node process that a measurement started, and talks with by messages. */
export class Child implements AsyncDisposable {
  readonly process: ChildProcess;
  #output = '';

  constructor({ entry, env = {}, options = [], args = [] }: How) {
    this.process = spawn(process.execPath, [...options, entry, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    // Without a listener Node queues messages for the next listener: a late one would pass for a new one.
    this.process.on('message', () => undefined);
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-10_000);
      });
    }
  }

  get output(): string {
    return this.#output;
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Anything that JSON can carry. */
  send(message: string | object): void {
    this.process.send(message);
  }

  /** The first message that `pick` makes something of. Rejects when the process ends before. */
  heard<T>(what: string, pick: (message: unknown) => T | undefined, withinMs = 60_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = (act: () => void) => {
        clearTimeout(timer);
        this.process.off('message', onMessage);
        this.process.off('exit', onExit);
        act();
      };
      const onMessage = (message: unknown) => {
        const picked = pick(message);
        if (picked !== undefined) done(() => resolve(picked));
      };
      const onExit = () => done(() => reject(new Error(`a process ended before ${what}:\n${this.#output}`)));
      const onLate = () => done(() => reject(new Error(`${what}: not within ${withinMs} ms\n${this.#output}`)));
      const timer = setTimeout(onLate, withinMs);
      this.process.on('message', onMessage);
      this.process.once('exit', onExit);
    });
  }

  async stop(): Promise<void> {
    if (!this.running) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    const forced = setTimeout(() => this.process.kill('SIGKILL'), STOP_GRACE_MS);
    await ended;
    clearTimeout(forced);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

const messageOf = (message: unknown, kind: string): Record<string, unknown> | undefined =>
  typeof message === 'object' && message !== null && 'kind' in message && message.kind === kind
    ? (message as Record<string, unknown>)
    : undefined;

/** Picks a message `{ kind, [field]: number }`. */
export const aNumber = (kind: string, field: string) => (message: unknown) => {
  const value = messageOf(message, kind)?.[field];
  return typeof value === 'number' ? value : undefined;
};

/** Picks a message of a kind, as its program says it is. */
export const aMessage =
  <T extends { kind: string }>(kind: T['kind']) =>
  (message: unknown) =>
    messageOf(message, kind) as T | undefined;
