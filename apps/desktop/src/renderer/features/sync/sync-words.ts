import { PULLED_COLLECTIONS } from '@marginiq/contract/pull';
import type { SyncStatus } from '@marginiq/sync/engine/sync-status';
import type { Unreadable } from '@marginiq/sync/replica/tell-set-aside';
import type { Formats } from '@marginiq/ui/format';
import { listText, t, textForCode, withReference } from '@marginiq/ui/messages';
import type { Unsettled } from './unsettled.ts';

export type SyncTone = 'good' | 'busy' | 'waiting' | 'bad';

export interface SyncWords {
  tone: SyncTone;
  label: string;
  detail: string;
}

/**
 * "Up to date" requires having heard from the server this recently: the server says something at least every 4 s. The words
 * are made once a second, and drawing them takes its time: 10 s after the last sound they are gone.
 */
export const FRESH_MS = 8_500;

/** A time of day says when something was heard only for so long; behind that it needs its date. */
const SAME_DAY_MS = 12 * 3_600_000;

export interface Surroundings {
  unsettled: Unsettled;
  formats: Pick<Formats, 'time' | 'dateTime' | 'percent'>;
  /** In milliseconds. */
  now: number;
  /** Said on the outbox's own page. */
  isInOutbox: boolean;
}

/** "1 customer and 2 requests could not be read and are not shown." Law 10: that the server knows is said only when it does. */
export function unreadableWords({ counts, isTold }: Unreadable): { label: string; detail: string } {
  const things = PULLED_COLLECTIONS.filter((name) => counts[name] > 0);
  const count = things.reduce((sum, name) => sum + counts[name], 0);
  const named = listText(things.map((name) => t(`sync.unreadable.${name}`, { count: counts[name] })));
  const what = t('sync.unreadable.detail', { count, things: named });
  const told = t(isTold ? 'sync.unreadable.told' : 'sync.unreadable.untold');
  return { label: t('sync.unreadable.label', { count }), detail: `${what} ${told}` };
}

/** In step when last heard from; law 10: more than that is said only while it is known. */
function syncedWords(
  { heardAt, unreadable }: SyncStatus,
  { unsettled, formats, now, isInOutbox }: Surroundings,
): SyncWords {
  const { waiting, refused, locked } = unsettled;
  if (heardAt === null) return { tone: 'busy', label: t('sync.neverHeard'), detail: t('sync.neverHeardDetail') };
  if (Math.abs(now - Date.parse(heardAt)) > FRESH_MS) {
    const at = formats.time(heardAt);
    return { tone: 'waiting', label: t('sync.quiet', { at }), detail: t('sync.quietDetail', { at }) };
  }
  // Nothing is sent until they are unlocked, whatever waits behind them.
  if (locked > 0) return { tone: 'bad', label: t('sync.locked'), detail: t('sync.lockedDetail', { count: locked }) };
  if (waiting > 0) {
    return { tone: 'busy', label: t('sync.sending'), detail: t('sync.sendingDetail', { count: waiting }) };
  }
  if (refused > 0) {
    const count = refused;
    const detail = t(isInOutbox ? 'sync.refusedBelow' : 'sync.refusedDetail', { count });
    return { tone: 'bad', label: t('sync.refused', { count }), detail };
  }
  if (unreadable !== null) return { tone: 'bad', ...unreadableWords(unreadable) };
  return { tone: 'good', label: t('sync.upToDate'), detail: t('sync.upToDateDetail') };
}

/** Offline in a program that has heard from the server before. */
function offlineWords(heardAt: string, { formats, now }: Surroundings): SyncWords {
  const isRecent = Math.abs(now - Date.parse(heardAt)) < SAME_DAY_MS;
  const label = isRecent ? t('sync.offlineSince', { at: formats.time(heardAt) }) : t('sync.fault.offline');
  return { tone: TONES.offline, label, detail: t('sync.offlineSinceDetail', { at: formats.dateTime(heardAt) }) };
}

/** With the time at which the server is to be back; with its date where that is not today's. */
function maintenanceWords(until: string, { formats, now }: Surroundings): SyncWords {
  const isSoon = Math.abs(now - Date.parse(until)) < SAME_DAY_MS;
  const at = isSoon ? formats.time(until) : formats.dateTime(until);
  return { tone: TONES.maintenance, label: t('sync.fault.maintenance'), detail: t('sync.maintenanceUntil', { at }) };
}

const TONES: Record<NonNullable<SyncStatus['fault']>, SyncTone> = {
  offline: 'waiting',
  signedOut: 'bad',
  otherSession: 'bad',
  outdated: 'bad',
  revoked: 'bad',
  inactive: 'bad',
  suspended: 'waiting',
  storageFull: 'bad',
  local: 'bad',
  server: 'waiting',
  busy: 'waiting',
  maintenance: 'waiting',
  tooLarge: 'waiting',
  rejected: 'waiting',
};

/**
 * The connection's state between this device and the server: two words for the chip, and a sentence that explains them.
 */
export function syncWords(status: SyncStatus, surroundings: Surroundings): SyncWords {
  const { phase, progress } = status;
  if (phase === 'synced') return syncedWords(status, surroundings);
  if (phase === 'starting') return { tone: 'busy', label: t('sync.connecting'), detail: t('sync.connectingDetail') };
  if (phase === 'syncing') {
    if (progress === null) return { tone: 'busy', label: t('sync.syncing'), detail: t('sync.syncingDetail') };
    const percent = Math.min(100, Math.round((progress.seq / Math.max(progress.newestSeq, 1)) * 100));
    const share = surroundings.formats.percent(percent * 100);
    return { tone: 'busy', label: t('sync.receiving', { share }), detail: t('sync.receivingDetail') };
  }
  const fault = status.fault ?? 'server';
  if (fault === 'offline' && status.heardAt !== null) return offlineWords(status.heardAt, surroundings);
  if (fault === 'maintenance' && status.maintenanceUntil !== null) {
    return maintenanceWords(status.maintenanceUntil, surroundings);
  }
  const detail = t(`sync.faultDetail.${fault}`);
  // Only for what nobody expected: whoever is asked for help finds it in the server's log.
  const reference = fault === 'server' ? status.reference : null;
  return { tone: TONES[fault], label: t(`sync.fault.${fault}`), detail: withReference(detail, reference) };
}

/** Why something waits, as said beside it. */
export function waitingReason({ phase, fault }: SyncStatus): string {
  if (phase === 'synced' || phase === 'syncing' || phase === 'starting') return t('sync.waiting.now');
  return textForCode('sync.waiting', fault ?? 'server') ?? t('sync.waiting.server');
}
