import type { Clock } from '../services.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';

const DAY_MS = 86_400_000;
export const TOMBSTONE_DAYS = 180;
/** Whoever has not read for longer is given what the collections tell, so the log need not go back as far. */
const LOG_DAYS = 30;

/**
 * Notes once a day where the company stands, takes away the tombstones up to where it stood 180 days ago, and the log of changes up to
 * where it stood 30 days ago. Clients
 * that have not read that far read anew: the horizon moves in the same transaction.
 *
 * @returns how many tombstones were taken away
 */
export async function purgeTombstones(store: TenantStore, clock: Clock): Promise<number> {
  const { companyId } = store;
  const now = clock.now();
  const ago = (days: number) => new Date(Date.parse(now) - days * DAY_MS).toISOString();
  const nothing = { tombstones: 0, loggedSeq: 0 };
  const purged = await store.transaction(async (inTransaction) => {
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
      ...marks.flatMap(({ at, seq }) => (at <= ago(TOMBSTONE_DAYS) ? seq : [])),
    );
    const kept = marks.filter(({ at }) => at > ago(TOMBSTONE_DAYS));
    if (isNoted && kept.length === marks.length && ofEarlierRelease.length === 0) return nothing;
    const noted = isNoted ? kept : [...kept, { at: now, seq: counter.seq }];
    await positionMarks.replaceMany([{ _id: companyId, companyId, marks: noted }]);
    await counters.updateOne({ _id: companyId }, { $set: { horizonSeq }, $unset: { marks: true } });
    const tombstones = await inTransaction.collection('tombstones').deleteMany({ seq: { $lte: horizonSeq } });
    const loggedSeq = Math.max(horizonSeq, ...marks.flatMap(({ at, seq }) => (at <= ago(LOG_DAYS) ? seq : [])));
    return { tombstones, loggedSeq };
  });
  // Whoever reads the log notices a row that is not there, so this needs no moment of its own.
  await store.collection('changes').deleteMany({ seq: { $lte: purged.loggedSeq } });
  return purged.tombstones;
}
