import type { Actor } from '@marginiq/contract/discount-request';
import type { Clock } from '../services.ts';
import { commit } from '../tenancy/commit.ts';
import { UnfitDocumentError } from '../tenancy/fit.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import type { Commit, CommitNews } from '../tenancy/unit-of-work.ts';

/** Who does it, where, and what the streams are told by. */
export interface AdminContext {
  store: TenantStore;
  clock: Clock;
  actor: Actor;
  /**
   * Throws if the actor may not do it as of that moment: the call may have waited since it was let in. Left out for an operator,
   * who has no session.
   */
  requireAllowed?: (asOf: TenantStore) => Promise<void>;
  /** Told what was committed. */
  announce: (companyId: string, news: CommitNews) => void;
}

/** What an admin asked for cannot be done. The message says why, and what to do. */
export class AdminRefusal extends Error {
  override name = 'AdminRefusal';
  /** For a program that has words of its own for it; null where it has none. */
  readonly code: 'lastAdmin' | 'needsTeam' | 'tooManySteps' | 'recipientLeft' | 'notAllMoved' | null;

  constructor(message: string, code: AdminRefusal['code'] = null) {
    super(message);
    this.code = code;
  }
}

/** What changed, for the audit log. */
export interface AdminChange {
  action: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/**
 * Commits what an admin does, if it is still an admin who does it at the commit's own moment, with its audit entry, and tells the streams.
 * @throws AdminRefusal, and what `requireAllowed` throws
 */
export async function adminCommit(
  { store, clock, actor, requireAllowed, announce }: AdminContext,
  work: (unit: Commit) => Promise<AdminChange>,
): Promise<void> {
  const committed = commit(store, async (unit) => {
    await requireAllowed?.(unit.store);
    const { action, before, after } = await work(unit);
    const { userId, name, role } = actor;
    unit.audit({ id: clock.newId(), at: clock.now(), action, actor: { userId, name, role }, before, after });
  });
  const { result: _result, ...news } = await committed.catch((error: unknown) => {
    if (!(error instanceof UnfitDocumentError)) throw error;
    throw new AdminRefusal(`Nothing was changed, because devices could not read the result: ${error.message}.`);
  });
  announce(store.companyId, news);
}
