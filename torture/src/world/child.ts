import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface Options {
  env: Record<string, string>;
  /** The destination of its output. */
  logFile: string;
  /** The tree whose program it is; this one, unless another is named. */
  root?: string;
}

/** A Node process of ours that may be killed at any moment. */
export class Child {
  readonly process: ChildProcess;

  constructor(args: readonly string[], { env, logFile, root = ROOT }: Options) {
    this.process = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      // The channel is for what ends itself with whoever started it.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (text: Buffer) => appendFileSync(logFile, text));
    }
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }
}
