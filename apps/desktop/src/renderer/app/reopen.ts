import { allLost, type Rewritten, rewriteLost } from '@marginiq/sync/database/rewrite-lost';
import { afterByTimer } from '../host/after-by-timer.ts';
import type { Workspace } from './workspace.ts';

/** A database that does not answer may not answer to being closed either. */
const CLOSING_MS = 3_000;

/** A database may be closed again during the rewrite. */
const MAX_TRIES = 3;

/** It was opened, but what memory held could not be written to it, or nobody knows whether it was. */
export class NotRewrittenError extends Error {
  override name = 'NotRewrittenError';
  /** The actions to name as lost. */
  readonly told: Rewritten;

  constructor(told: Rewritten, cause: unknown) {
    super('what the disk lost could not be written again', { cause });
    this.told = told;
  }
}

/**
 * The local database was closed under the program: by the browser, which wanted the room, or by another window. Opens it
 * again and writes what memory still holds and the disk lost.
 * @param open resolves with null if the session is no longer this person's; then nothing is written
 * @throws LocalDatabaseError if it cannot be opened for some seconds; NotRewrittenError if it was closed again and again
 */
export async function reopenWorkspace(
  broken: Workspace,
  open: () => Promise<Workspace | null>,
): Promise<({ workspace: Workspace } & Rewritten) | null> {
  const memory = {
    entries: broken.entries.get(),
    held: broken.heldRows.get(),
    pulled: broken.replica.memory,
    rows: broken.drafts.rows,
  };
  await closeSoon(broken);
  for (let tries = 1; ; tries += 1) {
    const workspace = await open();
    if (workspace === null) return null;
    try {
      return { workspace, ...(await rewriteLost(memory, workspace)) };
    } catch (error) {
      await closeSoon(workspace);
      if (tries === MAX_TRIES) throw new NotRewrittenError(allLost(memory), error);
    }
  }
}

async function closeSoon({ close }: Workspace): Promise<void> {
  await Promise.race([
    close().catch(() => undefined),
    new Promise<void>((resolve) => afterByTimer(CLOSING_MS, resolve)),
  ]);
}
