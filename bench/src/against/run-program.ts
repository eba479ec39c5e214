import { spawn } from 'node:child_process';

export interface Run {
  cwd: string;
  signal: AbortSignal;
  env?: NodeJS.ProcessEnv;
  onLine?: (line: string) => void;
}

const KEPT_LINES = 40;
const STOP_GRACE_MS = 10_000;

/**
 * Runs a program to its end in a separate process group, so that whatever it started (servers, a browser) ends with it.
 * @returns every line of its standard output
 * @throws if it fails, with the end of its output, and with the signal's reason
 */
export async function runProgram(command: readonly string[], { cwd, signal, env, onLine }: Run): Promise<string[]> {
  signal.throwIfAborted();
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: env ?? process.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = (how: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, how);
    } catch {
      // The group is gone already.
    }
  };
  let force: NodeJS.Timeout | undefined;
  const stop = () => {
    end('SIGTERM');
    force = setTimeout(() => end('SIGKILL'), STOP_GRACE_MS);
  };
  signal.addEventListener('abort', stop, { once: true });
  const lines: string[] = [];
  const tail: string[] = [];
  const read = (keep: (line: string) => void) => {
    let rest = '';
    return (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        tail.push(line);
        if (tail.length > KEPT_LINES) tail.shift();
        keep(line);
      }
    };
  };
  child.stdout.setEncoding('utf8').on(
    'data',
    read((line) => {
      lines.push(line);
      onLine?.(line);
    }),
  );
  child.stderr.setEncoding('utf8').on(
    'data',
    read(() => undefined),
  );
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`${command.join(' ')} failed (${code}):\n${tail.join('\n')}`);
    return lines;
  } finally {
    clearTimeout(force);
    signal.removeEventListener('abort', stop);
    // A program that was killed may have left child processes.
    end('SIGKILL');
  }
}
