import { type Rewritten, rewriteLost } from '@marginiq/sync/rewrite-lost';
import { afterByTimer } from '../host/after-by-timer.ts';
import type { Workspace } from './workspace.ts';

/** A database that does not answer may not answer to being closed either. */
const CLOSING_MS = 3_000;

/**
 * The local database was closed under the program: by the browser, which wanted the room, or by another window. Opens it
 * again and writes what memory still holds and the disk lost.
 * @param open resolves with null if the session is no longer this person's; then nothing is written
 * @throws LocalDatabaseError if it cannot be opened for some seconds
 */
export async function reopenWorkspace(
  broken: Workspace,
  open: () => Promise<Workspace | null>,
): Promise<({ workspace: Workspace } & Rewritten) | null> {
  const memory = { entries: broken.entries.get(), pulled: broken.replica.memory, rows: broken.drafts.rows };
  await Promise.race([
    broken.close().catch(() => undefined),
    new Promise<void>((resolve) => afterByTimer(CLOSING_MS, resolve)),
  ]);
  const workspace = await open();
  if (workspace === null) return null;
  try {
    return { workspace, ...(await rewriteLost(memory, workspace)) };
  } catch (error) {
    await workspace.close().catch(() => undefined);
    throw error;
  }
}
