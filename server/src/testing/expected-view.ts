import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { canSee } from '@marginiq/domain/audience';
import type { ActingUser } from '@marginiq/domain/context';
import { storedName } from '../tenancy/stored-names.ts';
import type { TestCompany } from './test-company.ts';
import type { WithDatabase } from './test-database.ts';
import type { View } from './test-reader.ts';

type Raw = Record<string, unknown> & { id: string };

async function all(api: WithDatabase, company: TestCompany, name: string): Promise<Raw[]> {
  const found = await api.database.raw.collection(storedName(name)).find({ companyId: company.id }).toArray();
  return found.map(({ _id, ...rest }) => ({ id: String(_id).slice(company.id.length + 1), ...rest }));
}

/** Fields that the storage keeps beside a document for itself. */
const owned = (document: Raw) => without(document, 'audience');

function without(document: Raw, ...fields: string[]): Raw {
  return Object.fromEntries(Object.entries(document).filter(([field]) => !fields.includes(field))) as Raw;
}

/**
 * What somebody's client should hold: the whole database, looked at document by document with the domain's own rule
 * and without what never leaves the server.
 */
export async function expectedView(api: WithDatabase, company: TestCompany, actor: ActingUser): Promise<View> {
  const seen = (document: Raw) => canSee(actor, document as unknown as DiscountRequest);
  const patternOf = (user: Raw) =>
    canSee(actor, { ownerId: user.id, teamId: user.teamId as string | null }) ? user.pattern : null;
  const current = async (name: string) =>
    (await all(api, company, name)).filter((version) => version.current).map((version) => without(version, 'current'));
  const view: View = {};
  const put = (collection: string, documents: Raw[]) => {
    for (const document of documents) view[`${collection}/${document.id}`] = document;
  };
  put('requests', (await all(api, company, 'discountRequests')).filter(seen).map(owned));
  put('customers', (await all(api, company, 'customers')).filter(seen).map(owned));
  put('products', await all(api, company, 'products'));
  const users = await all(api, company, 'users');
  const people = users.map((user) => ({
    ...without(user, 'passwordHash', 'viewEpoch'),
    id: user.id,
    pattern: patternOf(user),
  }));
  put('reference', people);
  put(
    'reference',
    (await all(api, company, 'companies')).map((one) => without(one, 'status')),
  );
  for (const name of ['businessRules', 'governance', 'statistics']) put('reference', await current(name));
  return view;
}
