import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from '@marginiq/contract/outcome';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { Changes, PulledCollection } from '@marginiq/contract/pull';
import { noChanges } from '@marginiq/server/sync/change';
import { changesFor, outcomeFor } from '@marginiq/server/sync/for-protocol';
import type { ClientHandle } from '../world/client-handle.ts';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Without the fields that the other does not have: an older client passes over those that it does not know. */
function asKnown(document: unknown, held: unknown): unknown {
  if (Array.isArray(document))
    return document.map((one, index) => asKnown(one, Array.isArray(held) ? held[index] : one));
  if (!isRecord(document) || !isRecord(held)) return document;
  return Object.fromEntries(
    Object.entries(document).flatMap(([name, value]) => (name in held ? [[name, asKnown(value, held[name])]] : [])),
  );
}

/** What a client holds, and by which key (`collection/id`). */
interface Held {
  key: string;
  document: unknown;
}

function isToldIn(protocol: number, { key, document: held }: Held, stored: unknown): boolean {
  const collection = key.slice(0, key.indexOf('/')) as PulledCollection;
  const changes = { ...noChanges(), [collection]: { upserts: [stored], removals: [] } } as Changes;
  const told: unknown = changesFor(protocol, changes)[collection].upserts[0];
  return isDeepStrictEqual(protocol === PROTOCOL_VERSION ? told : asKnown(told, held), held);
}

/**
 * Whether a client holds a document as the database has it, in the words of the protocol that it speaks now: one that was updated
 * reads everything again.
 */
export function holds({ spoken }: ClientHandle, held: Held, stored: unknown): boolean {
  return isToldIn([...spoken].at(-1) ?? PROTOCOL_VERSION, held, stored);
}

/** Whether a client was told what the server decided, in the protocol it spoke at the time. */
export function isToldAs({ spoken }: ClientHandle, told: Outcome, decided: Outcome): boolean {
  return [...spoken].some((protocol) => isDeepStrictEqual(told, outcomeFor(protocol, decided)));
}
