import type { Changes } from '@marginiq/contract/pull';
import { principalsOf } from '@marginiq/domain/audience';
import type { ActingUser } from '@marginiq/domain/context';
import type { Written } from '../tenancy/synced.ts';
import { type Change, changeOf, toChanges, visibleTo } from './change.ts';

interface Made {
  /** The written changes in the form sent to clients. */
  changes: Change[];
  /** The result, keyed by which part of it is visible. */
  bySeen: Map<string, Changes>;
}

/** Results already made for one piece of news. Collected together with the news. */
const made = new WeakMap<readonly Written[], Made>();

function madeOf(written: readonly Written[]): Made {
  const known = made.get(written);
  if (known !== undefined) return known;
  const changes = written.flatMap(({ name, document }) => changeOf(name, document as never) ?? []);
  const fresh: Made = { changes, bySeen: new Map() };
  made.set(written, fresh);
  return fresh;
}

/**
 * What of one piece of news this person may see. Whether is decided for each document and each person; those who see
 * the same are given the same object, which is then written out once for all of them.
 */
export function visibleChanges(written: readonly Written[], actor: ActingUser): Changes {
  const { changes, bySeen } = madeOf(written);
  const principals = principalsOf(actor);
  const visible: Change[] = [];
  let seen = '';
  for (const whole of changes) {
    const change = visibleTo(principals, whole);
    if (change === null) continue;
    visible.push(change);
    // The same document may be seen whole by one and in part by another.
    seen += `${change.seq}${change === whole ? '' : 'p'},`;
  }
  const known = bySeen.get(seen) ?? toChanges(visible);
  bySeen.set(seen, known);
  return known;
}
