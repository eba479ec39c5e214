import { calm } from './00-calm.ts';
import { slowCommits } from './01-slow-commits.ts';
import { serverClocks } from './02-server-clocks.ts';
import { clientClocks } from './03-client-clocks.ts';
import { lostReplies } from './04-lost-replies.ts';
import { serverKilled } from './05-server-killed.ts';
import { clientKilled } from './06-client-killed.ts';
import { stepDown } from './07-step-down.ts';
import { backupRestored } from './08-backup-restored.ts';
import { droppedItems } from './09-dropped-items.ts';
import { newsDuringPush } from './10-news-during-push.ts';
import { bothAllowed } from './11-both-allowed.ts';
import { bothDecide } from './12-both-decide.ts';
import { revisedAndWithdrawn } from './13-revised-and-withdrawn.ts';
import { oneForbidden } from './14-one-forbidden.ts';
import { fullOutbox } from './15-full-outbox.ts';
import { handedOver } from './16-handed-over.ts';
import { roleTaken } from './17-role-taken.ts';
import { behindTheHorizon } from './18-behind-the-horizon.ts';
import { versions } from './19-versions.ts';
import { crowd } from './20-crowd.ts';
import { storageFull } from './21-storage-full.ts';
import { deviceRevoked } from './22-device-revoked.ts';
import { companySuspended } from './23-company-suspended.ts';
import { staleApproval } from './24-stale-approval.ts';
import { frozenLeader } from './25-frozen-leader.ts';
import { signedOut } from './26-signed-out.ts';
import { databaseClosed } from './27-database-closed.ts';
import { personDeactivated } from './28-person-deactivated.ts';
import { failover } from './29-failover.ts';
import { olderClients } from './30-older-clients.ts';
import { serversUpdated } from './31-servers-updated.ts';
import { deleted } from './32-deleted.ts';
import { tornReads } from './33-torn-reads.ts';
import type { Scenario } from './scenario.ts';

/** The cases that may go wrong, in the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [
  calm,
  slowCommits,
  serverClocks,
  clientClocks,
  lostReplies,
  serverKilled,
  clientKilled,
  stepDown,
  backupRestored,
  droppedItems,
  newsDuringPush,
  bothAllowed,
  bothDecide,
  revisedAndWithdrawn,
  oneForbidden,
  fullOutbox,
  handedOver,
  roleTaken,
  behindTheHorizon,
  versions,
  crowd,
  storageFull,
  deviceRevoked,
  companySuspended,
  staleApproval,
  frozenLeader,
  signedOut,
  databaseClosed,
  personDeactivated,
  failover,
  olderClients,
  serversUpdated,
  deleted,
  tornReads,
];

/** Those of the short run: quick ones that between them touch every law. */
export const SHORT: readonly string[] = ['12-both-decide', '14-one-forbidden', '22-device-revoked'];
