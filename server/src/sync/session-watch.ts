import type { Logger } from 'pino';
import type { Database } from '../tenancy/database.ts';
import { logicalIdOf } from '../tenancy/tenant-collection.ts';
import { type Followed, FollowedStream } from './followed-stream.ts';

interface Options {
  log: Logger;
  ended: (sessionId: string) => void;
  /** Sessions may have ended without a word. */
  missed: () => void;
  retryMs?: number;
}

/** Tells this process which sessions end, whichever process ended them, for their streams to end at once. */
export function watchSessions(database: Database, { log, ended, missed, retryMs }: Options): Followed {
  return new FollowedStream({
    log,
    what: 'ended sessions',
    open: (resumeAfter) => database.watchEndedSessions(resumeAfter),
    heard: (change) => {
      if ('documentKey' in change) ended(logicalIdOf(change.documentKey._id));
    },
    opened: (isGapless) => {
      if (!isGapless) missed();
    },
    ...(retryMs === undefined ? {} : { firstRetryMs: retryMs }),
  });
}
