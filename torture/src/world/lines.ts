import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The first line of a process's output that fits; null when the output ends before. */
export async function lineOf(stream: Readable, fits: (line: string) => boolean): Promise<string | null> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: stream });
    lines.on('line', (line) => {
      if (fits(line)) resolve(line);
    });
    lines.on('close', () => resolve(null));
  });
}
