import type { Changes } from '@marginiq/contract/pull';
import { z } from 'zod';
import { recordings } from './recording.ts';

/** Judges changes as a program of this protocol does, by the schemas that it was recorded with. */
export function readsPagesOf(protocol: number): (changes: Changes) => boolean {
  const recording = recordings().find((one) => one.protocol === protocol);
  if (recording === undefined) throw new Error(`there is no recording of protocol ${protocol}`);
  const page = z.fromJSONSchema(recording.answers.pull);
  const around = { reset: true, cursor: { epoch: 'an epoch', seq: 0 }, more: false, newestSeq: 0 };
  return (changes) => page.safeParse({ ...around, changes }).success;
}
