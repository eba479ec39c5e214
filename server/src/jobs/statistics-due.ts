import { createHash } from 'node:crypto';
import type { Instant } from '@marginiq/contract/scalars';

const DAY_MS = 24 * 3_600_000;

/** At which time of the day a company's statistics are refreshed: companies share out the day, and so do their servers' loads. */
function timeOfDayMs(companyId: string): number {
  return createHash('sha256').update(companyId).digest().readUInt32BE(0) % DAY_MS;
}

/** Whether the company's time has come since its statistics were computed. */
export function isDue(companyId: string, computedAt: Instant | null, now: Instant): boolean {
  if (computedAt === null) return true;
  const behind = (at: Instant) => Math.floor((Date.parse(at) - timeOfDayMs(companyId)) / DAY_MS);
  return behind(computedAt) < behind(now);
}
