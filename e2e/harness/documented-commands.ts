import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The commands of the first shell block under a heading of a page in `docs`, each as one line. */
export async function documentedCommands(page: string, heading: string): Promise<string[]> {
  const text = await readFile(join(ROOT, 'docs', page), 'utf8');
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`));
  const block = /```sh\n([\s\S]*?)```/.exec(section ?? '')?.[1];
  if (block === undefined) throw new Error(`docs/${page} has no commands under "${heading}"`);
  return block
    .replaceAll(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Without what an npm that started the tests tells its own scripts. */
const asFromTerminal = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'INIT_CWD' && !name.startsWith('npm_')));

/** A command of the documentation as a person types it, in a folder of theirs. */
export class TypedCommand {
  readonly #line: string;
  readonly #child: ChildProcess;
  /** Ended, and so has everything that it started. */
  readonly #closed: Promise<unknown>;
  #output = '';

  constructor(line: string, { folder, env }: { folder: string; env: Record<string, string> }) {
    this.#line = line;
    // Only where npm looks for its package.json differs: paths are those of the folder.
    const typed = line.replace(/^npm /, `npm --prefix "${ROOT}" `);
    this.#child = spawn(typed, {
      shell: true,
      cwd: folder,
      env: { ...asFromTerminal(process.env), ...env },
      // A group of its own, so that it can be interrupted as by Ctrl-C.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#closed = once(this.#child, 'close');
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
  }

  get output(): string {
    return this.#output;
  }

  get #running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** @returns what it printed; fails if it failed */
  async done(): Promise<string> {
    await this.#closed;
    if (this.#child.exitCode !== 0) throw new Error(`${this.#line} failed:\n${this.#output}`);
    return this.#output;
  }

  async untilPrinted(text: string): Promise<void> {
    while (!this.#output.includes(text)) {
      if (!this.#running) throw new Error(`${this.#line} ended before "${text}":\n${this.#output}`);
      await Promise.race([once(this.#child.stdout ?? this.#child, 'data'), this.#closed]);
    }
  }

  async interrupt(): Promise<void> {
    if (!this.#running || this.#child.pid === undefined) return;
    process.kill(-this.#child.pid, 'SIGINT');
    await this.#closed;
  }
}
