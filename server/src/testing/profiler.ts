import type { TestDatabase } from './test-database.ts';

/** A command that MongoDB ran, and what it looked at for it, as its profiler has it. */
export interface ProfiledCommand {
  op: string;
  ns: string;
  ts: Date;
  command: Record<string, unknown> & { pipeline?: unknown[] };
  /** For a later batch: the command that requested the first one. */
  originatingCommand?: Record<string, unknown>;
  keysExamined?: number;
  docsExamined?: number;
  nreturned?: number;
  nMatched?: number;
  ndeleted?: number;
  planSummary?: string;
}

const PROFILE = 'system.profile';
const PROFILE_BYTES = 32 * 1024 * 1024;

/** Everything that MongoDB was asked in this database while `work` ran, by whatever process. */
export async function profiled({ raw }: TestDatabase, work: () => Promise<unknown>): Promise<ProfiledCommand[]> {
  // Made ahead: several commands that make it on the way, at once, are more than some builds of MongoDB bear.
  const known = await raw.listCollections({ name: PROFILE }, { nameOnly: true }).toArray();
  if (known.length === 0) await raw.createCollection(PROFILE, { capped: true, size: PROFILE_BYTES });
  const began = new Date();
  await raw.command({ profile: 2 });
  try {
    await work();
  } finally {
    await raw.command({ profile: 0 });
  }
  const own = { ts: { $gte: began }, ns: { $ne: `${raw.databaseName}.${PROFILE}` } };
  return raw.collection<ProfiledCommand>(PROFILE).find(own).toArray();
}

/** A process says every few seconds that it is alive: in the middle of whatever is looked at. */
const isHeartbeat = ({ ns }: ProfiledCommand) => /\.(?:processes|migrations)$/.test(ns);

export interface Looked {
  /** The collection and what was asked of it, for a message that can be read. */
  what: string;
  collection: string;
  /** A count gives one number, whatever it looked at. */
  isCount: boolean;
  keys: number;
  documents: number;
  /** How many documents it found, changed or deleted. */
  found: number;
}

const isOfStream = ({ command, originatingCommand }: ProfiledCommand) =>
  JSON.stringify([command, originatingCommand]).includes('$changeStream');

function lookedOf(one: ProfiledCommand): Looked {
  const { op, ns, command, keysExamined = 0, docsExamined = 0, nreturned = 0, nMatched = 0, ndeleted = 0 } = one;
  const collection = ns.slice(ns.indexOf('.') + 1);
  const { filter, query, q, sort, pipeline, key } = command;
  const asked = JSON.stringify({ filter: filter ?? query ?? q, key, sort, pipeline }).slice(0, 400);
  return {
    what: `${op} of ${collection} by ${one.planSummary ?? '?'}: ${asked}`,
    collection,
    isCount: JSON.stringify(pipeline ?? []).includes('"$group"') || 'distinct' in command,
    keys: keysExamined,
    documents: docsExamined,
    found: nreturned + nMatched + ndeleted,
  };
}

/** What MongoDB looked at for each command while `work` ran; not what change streams and heartbeats read. */
export async function lookedAt(database: TestDatabase, work: () => Promise<unknown>): Promise<Looked[]> {
  const commands = await profiled(database, work);
  return commands
    .filter((one) => one.keysExamined !== undefined && !isOfStream(one) && !isHeartbeat(one))
    .map(lookedOf);
}
