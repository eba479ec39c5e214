import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** A file of JSON values, one a line, that is only ever added to. */
export class Journal<T> {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** In the file when this returns: a process that is killed right behind it leaves it there. */
  append(value: T): void {
    appendFileSync(this.#file, `${JSON.stringify(value)}\n`);
  }

  /** What a process leaves that is killed in the middle of `append`. */
  appendTorn(value: T): void {
    const line = JSON.stringify(value);
    appendFileSync(this.#file, line.slice(0, Math.ceil(line.length / 2)));
  }

  /** The complete lines. A torn last line was never written, like an uncommitted IndexedDB transaction. */
  read(): T[] {
    if (!existsSync(this.#file)) return [];
    const text = readFileSync(this.#file, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    // The next append must not continue the torn line.
    if (whole.length < text.length) writeFileSync(this.#file, whole);
    return whole.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
  }

  remove(): void {
    rmSync(this.#file, { force: true });
  }
}
