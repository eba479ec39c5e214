import type { Logger } from 'pino';
import type { AccessTokens } from '../auth/access-tokens.ts';
import type { DeviceProofs } from '../auth/device-proofs.ts';
import type { SignIns } from '../auth/sign-in.ts';
import type { Turns } from '../auth/turns.ts';
import type { Clock } from '../clock.ts';
import type { CommandQueue } from '../commands/command-queue.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { MaintenanceWatch } from '../operate/maintenance-watch.ts';
import type { ChangeFeed } from '../sync/change-feed.ts';
import type { OpenStreams } from '../sync/open-streams.ts';
import type { UnreadableReports } from '../sync/unreadable-reports.ts';
import type { Database } from '../tenancy/database.ts';

/** What a request handler works with. Made once a process. */
export interface Services {
  database: Database;
  clock: Clock;
  log: Logger;
  accessTokens: AccessTokens;
  deviceProofs: DeviceProofs;
  signIns: SignIns;
  /** Of whatever hashes a password. */
  turns: Turns;
  commands: Pick<CommandQueue, 'push'>;
  feed: ChangeFeed;
  streams: OpenStreams;
  unreadable: UnreadableReports;
  lifecycle: Lifecycle;
  metrics: Metrics;
  maintenance: Pick<MaintenanceWatch, 'refusal'>;
}
