import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';

/** One message that a program of an earlier protocol sent. `{{names}}` are filled in by each company. */
export interface Recorded {
  /** Who sent it, by the name in a test company. */
  as: string;
  /** As in `sync.push`. */
  procedure: string;
  method: string;
  headers: Record<string, string>;
  input: unknown;
  /** For a push: the outcome of each command, `accepted` or a reason code, when it was recorded. */
  decided?: string[];
}

export const ANSWERS = ['session', 'push', 'pull', 'streamItem'] as const;
export type AnswerKind = (typeof ANSWERS)[number];

/** What a program of one protocol says, and what it accepts as an answer. Made by `npm run record-protocol`. */
export interface Recording {
  protocol: number;
  /** Whose program it was. */
  commit: string;
  /** The schemas of that program, as JSON schemas. */
  answers: Record<AnswerKind, Parameters<typeof z.fromJSONSchema>[0]>;
  messages: Recorded[];
}

const FOLDER = import.meta.dirname;

export const recordingFile = (protocol: number): string => join(FOLDER, `protocol-${protocol}.json`);

/** All that were made, the oldest protocol first. */
export function recordings(): Recording[] {
  return readdirSync(FOLDER)
    .filter((name) => /^protocol-\d+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Recording)
    .sort((one, other) => one.protocol - other.protocol);
}
