import type { Changes } from '@marginiq/contract/pull';
import type { ActingUser } from '@marginiq/domain/context';
import type { Written } from '../tenancy/commit.ts';
import { type Change, changeOf, toChanges, visibleTo } from './change.ts';

/** What was made of one piece of news already, by what of it is seen. Gone together with the news. */
const made = new WeakMap<readonly Written[], Map<string, Changes>>();

/**
 * What of one piece of news this person may see. Whether is decided for each document and each person; those who see
 * the same are given the same object, which is then written out once for all of them.
 */
export function visibleChanges(written: readonly Written[], actor: ActingUser): Changes {
  const visible: Change[] = [];
  let seen = '';
  for (const { name, document } of written) {
    const whole = changeOf(name, document as never);
    const change = whole && visibleTo(actor, whole);
    if (change === null) continue;
    visible.push(change);
    // The same document may be seen whole by one and in part by another.
    seen += `${change.seq}${change === whole ? '' : 'p'},`;
  }
  const known = made.get(written) ?? new Map<string, Changes>();
  made.set(written, known);
  const changes = known.get(seen) ?? toChanges(visible);
  known.set(seen, changes);
  return changes;
}
