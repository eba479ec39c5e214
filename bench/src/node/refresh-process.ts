import { systemClock } from '@marginiq/server/clock';
import { refreshStatistics } from '@marginiq/server/jobs/refresh-statistics';
import { Database } from '@marginiq/server/tenancy/database';

/** A worker that refreshes the statistics of one company, and tells how many documents it changed. */
const [uri = '', name = '', companyId = ''] = process.argv.slice(2);
const database = await Database.connect(uri, name);
const changed = await refreshStatistics(database.tenant(companyId), { clock: systemClock });
process.send?.({ kind: 'refreshed', changed });
await database.close();
process.disconnect();
