import { LOCAL_LAYOUT, type LocalLayout } from '@marginiq/sync/row';

/** As a later version of the program may lay out the local database. */
const NEXT_LAYOUT: LocalLayout = {
  row: { ...LOCAL_LAYOUT.row, version: LOCAL_LAYOUT.row.version + 1 },
  outbox: { ...LOCAL_LAYOUT.outbox, version: LOCAL_LAYOUT.outbox.version + 1 },
  outboxMigrations: { ...LOCAL_LAYOUT.outboxMigrations, [LOCAL_LAYOUT.outbox.version + 1]: (row) => row },
};

export const LAYOUTS = { present: LOCAL_LAYOUT, next: NEXT_LAYOUT };
