import { commit } from '@marginiq/server/tenancy/commit';
import { Database } from '@marginiq/server/tenancy/database';
import type { Installation } from './installation.ts';

/** Gives a company another locale, as an operator would: its devices learn of it by the sync. */
export async function setCompanyLocale(installation: Installation, slug: string, locale: string): Promise<void> {
  const database = await Database.connect(process.env.MONGODB_URI ?? '', installation.databaseName);
  try {
    const companyId = await database.companyIdBySlug(slug);
    if (companyId === null) throw new Error(`there is no company ${slug}`);
    await commit(database.tenant(companyId), async (unit) => {
      const company = await unit.store.collection('companies').findById(companyId);
      if (company !== null) unit.put('companies', { ...company, locale }, company);
    });
  } finally {
    await database.close();
  }
}
