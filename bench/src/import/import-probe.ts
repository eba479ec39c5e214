import { Database } from '@marginiq/server/tenancy/database';

/** Loaded by `--import` into the import's process: reports when it has started up, and begins its actual work. */
const { connect } = Database;
Database.connect = (...given) => {
  process.send?.({ kind: 'working' });
  return connect.apply(Database, given);
};
