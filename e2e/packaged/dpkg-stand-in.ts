import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Stands in for dpkg, and for pkexec, which asks for the password first: the test neither installs into the system that it runs
 * on nor has anybody to ask. It notes what it is asked for, and unpacks the package where the program under test lies.
 */
export class DpkgStandIn {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param root where packages are unpacked, instead of `/` */
  static async make(folder: string, root: string): Promise<DpkgStandIn> {
    const made = new DpkgStandIn(folder);
    await mkdir(folder, { recursive: true });
    await made.#script('dpkg', [`echo "$@" >> '${made.#log}'`, `exec dpkg-deb -x "$2" '${root}'`]);
    for (const name of ['gksudo', 'kdesudo', 'pkexec'])
      await made.#script(name, ['eval "$(echo "$@" | sed s/--[a-z-]*//)"']);
    return made;
  }

  get #log(): string {
    return join(this.#folder, 'asked');
  }

  async #script(name: string, lines: readonly string[]): Promise<void> {
    const file = join(this.#folder, name);
    await writeFile(file, ['#!/bin/sh', ...lines, ''].join('\n'));
    await chmod(file, 0o755);
  }

  /** So that a program finds it before the system's own. */
  get path(): string {
    return `${this.#folder}:${process.env.PATH ?? ''}`;
  }

  /** The requests it received, one line each. */
  async asked(): Promise<string[]> {
    const text = await readFile(this.#log, 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }
}
