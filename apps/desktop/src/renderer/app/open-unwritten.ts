import type { LocalRxDatabase } from '@marginiq/sync/database/row';
import type { Sealer } from '@marginiq/sync/database/sealer';
import { v7 } from 'uuid';
import type { DesktopBridge } from '../../bridge/bridge.ts';
import { adoptWork } from '../features/request/unwritten-work.ts';
import { adoptNotes, isNoteOf, UnwrittenNotes } from '../host/unwritten-notes.ts';
import type { Opened } from './opened.ts';

interface Options {
  bridge: Pick<DesktopBridge, 'host'>;
  /** The name of the person's local database. */
  name: string;
  database: LocalRxDatabase;
  sealer: Sealer;
}

/**
 * Nothing typed is lost with its page. What was noted as an earlier page was left is written first; what this one has not
 * written when it is left is noted, and the page is held only if there is no room for that.
 */
export async function openUnwritten(opened: Opened, { bridge, name, database, sealer }: Options) {
  const notes = { storage: window.localStorage, database: name, sealer };
  const adoptUnwritten = () => adoptNotes(notes, (row) => adoptWork(database, row));
  // What cannot be written now is tried again when a draft is opened, and at the next start.
  await adoptUnwritten().catch((error: unknown) =>
    console.warn('What was typed last could not be written yet:', error),
  );
  const unwritten = await UnwrittenNotes.open({
    ...notes,
    windowId: v7(),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });

  const note = () => void unwritten.write();
  const hold = (event: BeforeUnloadEvent) => {
    // Electron would not close the window and would not say why: there, the program itself waits (main/closing.ts).
    if (!unwritten.write() && bridge.host === 'browser') event.preventDefault();
  };
  const adopt = ({ key, newValue }: StorageEvent) => {
    if (newValue !== null && isNoteOf(key, name)) void adoptUnwritten().catch(() => undefined);
  };
  window.addEventListener('pagehide', note);
  window.addEventListener('beforeunload', hold);
  window.addEventListener('storage', adopt);
  opened.toClose(() => {
    window.removeEventListener('pagehide', note);
    window.removeEventListener('beforeunload', hold);
    window.removeEventListener('storage', adopt);
    unwritten.close();
  });
  return { unwritten, adoptUnwritten };
}
