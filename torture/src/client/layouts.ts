import { LOCAL_LAYOUT, type LocalLayout } from '@marginiq/sync/database/row';

/** The way a later version of the program might lay out the local database. */
const NEXT_LAYOUT: LocalLayout = {
  pages: { ...LOCAL_LAYOUT.pages, version: LOCAL_LAYOUT.pages.version + 1 },
  local: { ...LOCAL_LAYOUT.local, version: LOCAL_LAYOUT.local.version + 1 },
  localMigrations: { ...LOCAL_LAYOUT.localMigrations, [LOCAL_LAYOUT.local.version + 1]: (row) => row },
  outbox: { ...LOCAL_LAYOUT.outbox, version: LOCAL_LAYOUT.outbox.version + 1 },
  outboxMigrations: { ...LOCAL_LAYOUT.outboxMigrations, [LOCAL_LAYOUT.outbox.version + 1]: (row) => row },
};

export const LAYOUTS = { present: LOCAL_LAYOUT, next: NEXT_LAYOUT };
