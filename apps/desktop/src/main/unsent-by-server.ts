import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { UnsentElsewhere } from '../bridge/shell-bridge.ts';
import { serverId } from './server-data.ts';

const noteSchema = z.object({ address: z.string().max(300), unsent: z.int().min(0).nullable() });
/** Keyed by the server's id (server-data.ts). */
const notesSchema = z.record(z.string(), noteSchema);

/**
 * How much waits to be sent to each server that the program was set up for, in a file beside their data. Each server's data is
 * kept apart, so while the program is set up for another address nothing else would tell that work waits: it would seem lost.
 */
export class UnsentByServer {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** @param unsent null if it cannot be counted now */
  note(serverUrl: string, unsent: number | null): void {
    const id = serverId(serverUrl);
    const { [id]: known, ...others } = this.#all();
    const isNoted = unsent === 0 ? known === undefined : known?.unsent === unsent && known.address === serverUrl;
    if (isNoted) return;
    const notes = unsent === 0 ? others : { ...others, [id]: { address: serverUrl, unsent } };
    try {
      writeFileSync(`${this.#file}.draft`, JSON.stringify(notes));
      renameSync(`${this.#file}.draft`, this.#file);
    } catch {
      // A full disk, for one: nothing is lost by it but this hint.
    }
  }

  /** What waits for any other server. */
  except(serverUrl: string): UnsentElsewhere[] {
    const { [serverId(serverUrl)]: _own, ...others } = this.#all();
    return Object.values(others);
  }

  #all(): z.infer<typeof notesSchema> {
    try {
      return notesSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      return {};
    }
  }
}
