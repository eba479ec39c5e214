import { openPatiently } from '@marginiq/sync/open-patiently';
import { type Rewritten, rewriteLost } from '@marginiq/sync/rewrite-lost';
import { afterByTimer } from './after-by-timer.ts';
import type { Workspace } from './workspace.ts';

/** A database that does not answer may not answer to being closed either. */
const CLOSING_MS = 3_000;

/**
 * The local database was closed under the program: by the browser, which wanted the room, or by another window. Opens it
 * again and writes what memory still holds and the disk lost.
 * @throws LocalDatabaseError if it cannot be opened for some seconds
 */
export async function reopenWorkspace(
  broken: Workspace,
  open: () => Promise<Workspace>,
): Promise<{ workspace: Workspace } & Rewritten> {
  const memory = { entries: broken.entries.get(), pulled: broken.replica.memory, rows: broken.drafts.rows };
  await Promise.race([
    broken.close().catch(() => undefined),
    new Promise<void>((resolve) => afterByTimer(CLOSING_MS, resolve)),
  ]);
  const workspace = await openPatiently(open, { after: afterByTimer, onSlow: () => undefined });
  return { workspace, ...(await rewriteLost(memory, workspace)) };
}
