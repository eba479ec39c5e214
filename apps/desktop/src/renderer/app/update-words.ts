import { t } from '@marginiq/ui/messages';
import type { AppUpdate, UpdateState } from '../host/app-update.ts';

type Way = AppUpdate['way'];

function failureSentence(failure: NonNullable<UpdateState['failure']>, way: Way): string {
  switch (failure) {
    case 'offline':
      return t('update.failedOffline');
    case 'nothingNewer':
      return t(way === 'restart' ? 'update.failedNotPublished' : 'update.failedNothingNewer');
    case 'notHere':
      return t('update.failedNotHere');
    case 'unsentWork':
      return t('update.failedUnsentWork');
    case 'notInstalled':
      return t('update.failedNotInstalled');
  }
}

/** How far the update is, and what pressing the button will do. */
export function updateSentence({ phase, failure, required }: UpdateState, way: Way): string {
  if (failure !== null) return failureSentence(failure, way);
  if (phase === 'checking') return t('update.checking');
  if (phase === 'downloading') return t('update.downloading');
  if (phase === 'applying') return t('update.applying');
  if (way === 'restart') return t(required ? 'update.requiredRestart' : 'update.readyRestart');
  return t(required ? 'update.required' : 'update.ready');
}

const HELD_UP: ReadonlySet<UpdateState['failure']> = new Set(['unsentWork', 'notInstalled'] as const);

/** The button's label; null if there is nothing that it could do. */
export function updateAction({ phase, failure }: UpdateState, way: Way): string | null {
  if (way === 'reload') return t('update.now');
  if (failure === 'notHere') return null;
  const isHere = phase === 'ready' || phase === 'applying' || HELD_UP.has(failure);
  return t(isHere ? 'update.restart' : 'update.look');
}
