import type { Clock } from '../clock.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

const DAY_MS = 86_400_000;
export const REVOCATION_DAYS = 180;
/**
 * A device that is further behind reads from the collections, so the log need not reach back as far as the revocations do.
 */
const LOG_DAYS = 30;

/**
 * Notes the company's position once a day. Moves the horizon to its position 180 days ago: a device that has not read that far reads
 * from scratch. Then removes the revocations up to there, and the log of changes up to the position 30 days ago.
 *
 * The horizon is moved first, in a commit of its own, and only then is anything removed, however much it is: nobody waits for it, and
 * whoever reads meanwhile either reads from scratch or reads as of a moment at which all of it was there. What a process that is killed
 * leaves, the next day's run removes.
 *
 * @returns how many revocations were removed
 */
export async function purgeRevocations(store: TenantStore, clock: Clock): Promise<number> {
  const { companyId } = store;
  const now = clock.now();
  const ago = (days: number) => new Date(Date.parse(now) - days * DAY_MS).toISOString();
  const nothing = { horizonSeq: 0, lastRemoved: 0 };
  const { horizonSeq, lastRemoved } = await store.transaction(async (inTransaction) => {
    const counters = inTransaction.collection('counters');
    const positionMarks = inTransaction.collection('positionMarks');
    const counter = await counters.findById(companyId);
    if (counter === null) return nothing;
    // An earlier release, which may still run beside this one, keeps its marks in the counter.
    const { marks: ofEarlierRelease = [] } = counter;
    const ofThisRelease = (await positionMarks.findById(companyId))?.marks ?? [];
    const marks = [...ofThisRelease, ...ofEarlierRelease].sort((a, b) => (a.at < b.at ? -1 : 1));
    const isNoted = (marks.at(-1)?.at ?? '') > ago(1);
    const horizonSeq = Math.max(
      counter.horizonSeq ?? 0,
      ...marks.flatMap(({ at, seq }) => (at <= ago(REVOCATION_DAYS) ? seq : [])),
    );
    const kept = marks.filter(({ at }) => at > ago(REVOCATION_DAYS));
    if (isNoted && kept.length === marks.length && ofEarlierRelease.length === 0) return nothing;
    const noted = isNoted ? kept : [...kept, { at: now, seq: counter.seq }];
    await positionMarks.replaceMany([{ _id: companyId, companyId, marks: noted }]);
    await counters.updateOne({ _id: companyId }, { $set: { horizonSeq }, $unset: { marks: true } });
    const lastRemoved = Math.max(0, ...marks.flatMap(({ at, seq }) => (at <= ago(LOG_DAYS) ? seq : [])));
    return { horizonSeq, lastRemoved };
  });
  const removed = await store.collection('revocations').deleteMany({ seq: { $lte: horizonSeq } });
  // A reader notices that a row is missing.
  await store.collection('changes').deleteMany({ seq: { $lte: lastRemoved } });
  return removed;
}
