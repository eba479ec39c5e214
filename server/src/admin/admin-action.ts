import type { ActionDecision, ActionName } from '@marginiq/domain/govern/action';
import { type Acting, ActionRefusedError, perform } from '../audit/perform.ts';
import { commit } from '../tenancy/commit.ts';
import { UnfitDocumentError } from '../tenancy/fit.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { Commit, CommitNews } from '../tenancy/unit-of-work.ts';

/** Who is acting, in which company, and how streams are notified. */
export interface AdminContext extends Acting {
  store: TenantStore;
  /**
   * Throws if the actor may not do it as of that moment: the call may have waited since it was let in. Left out for an operator,
   * who has no session.
   */
  requireAllowed?: (asOf: TenantStore) => Promise<void>;
  /** Told what was committed. */
  announce: (companyId: string, news: CommitNews) => void;
}

/** Says in the audit log what was decided, and gives what is to be put aside. @throws ActionRefusedError if the decision is no */
export type CarryOut = <Change>(decision: ActionDecision<Change>) => Change;

/**
 * Commits what an admin or operator does, if it is still an admin who does it at the commit's own moment, and tells the streams. A commit
 * that others overtake is decided again.
 * @throws ActionRefusedError, and what `requireAllowed` throws
 */
export async function adminCommit(
  { store, requireAllowed, announce, ...acting }: AdminContext,
  action: ActionName,
  work: (unit: Commit, carryOut: CarryOut) => Promise<void>,
): Promise<void> {
  const committed = commit(store, async (unit) => {
    await requireAllowed?.(unit.store);
    await work(unit, (decision) => perform(unit, acting, action, decision));
  });
  const { result: _result, ...news } = await committed.catch((error: unknown) => {
    if (!(error instanceof UnfitDocumentError)) throw error;
    throw new ActionRefusedError({ code: 'unreadable', where: error.message });
  });
  announce(store.companyId, news);
}
