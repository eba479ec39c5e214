import { Database } from '@marginiq/server/tenancy/database';

/** Loaded by `--import` into the import's process: tells when it has started up, and begins with what it is for. */
const { connect } = Database;
Database.connect = (...given) => {
  process.send?.({ kind: 'working' });
  return connect.apply(Database, given);
};
