import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Disk } from './disk.ts';
import { personFolder, WIPED_MARK } from './protocol.ts';
import type { WritePort } from './write-port.ts';

/** Stands in the folder of somebody who signed out, until their data is gone. */
const LEAVING_MARK = 'leaving';
/** A disk that no window has open: what is done to it needs no name. */
const NOT_OPEN = 'not open';

/** What a device keeps of one person, and the notes about it that outlive the process. */
export class PersonFolder {
  readonly path: string;
  readonly #writes: WritePort;

  constructor(deviceFolder: string, who: number, writes: WritePort) {
    this.path = personFolder(deviceFolder, who);
    this.#writes = writes;
    mkdirSync(this.path, { recursive: true });
  }

  disk(name: string): Disk {
    return new Disk(join(this.path, 'local'), name, this.#writes);
  }

  get isWiped(): boolean {
    return existsSync(join(this.path, WIPED_MARK));
  }

  noteWiped(): void {
    writeFileSync(join(this.path, WIPED_MARK), '');
  }

  /** Removes everything of a person who has no window open. */
  wipe(): void {
    this.disk(NOT_OPEN).remove();
    this.noteWiped();
  }

  get #leavingMark(): string {
    return join(this.path, LEAVING_MARK);
  }

  noteLeaving(databaseName: string): void {
    writeFileSync(this.#leavingMark, databaseName);
  }

  forgetLeaving(): void {
    rmSync(this.#leavingMark, { force: true });
  }

  /** What an earlier run could not finish. */
  finishLeaving(): void {
    if (!existsSync(this.#leavingMark)) return;
    this.disk(NOT_OPEN).removeSettled();
    rmSync(this.#leavingMark);
  }
}
