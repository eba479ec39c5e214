import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dumpCompany } from '@marginiq/server/testing/company-dump';
import type { TestCompany } from '@marginiq/server/testing/test-company';
import type { World } from '../world/world.ts';
import { few, type Law } from './law.ts';

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

const idsIn = (text: string) => new Set(text.match(ID));

async function idsOf(world: World, company: TestCompany): Promise<Set<string>> {
  const raw = await world.raw();
  return idsIn(Object.entries(await dumpCompany({ raw } as never, company.id)).join('\n'));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

/** Law 4: nothing that was ever stored for a person of a client, or sent to them, names anything of the other company. */
export const isolation: Law = async (world) => {
  const broken: string[] = [];
  const ids = new Map<TestCompany, Set<string>>();
  for (const company of world.companies) ids.set(company, await idsOf(world, company));
  const seats = world.members.flatMap(({ client, people }) =>
    [...client.used].flatMap((who) => {
      const company = people[who]?.company;
      return company === undefined ? [] : [{ name: client.name, folder: client.folderOf(who), company }];
    }),
  );
  for (const { name, folder, company } of seats) {
    const own = ids.get(company);
    const held = filesIn(folder).flatMap((file) => [...idsIn(readFileSync(file, 'utf8'))]);
    for (const [other, foreign] of ids) {
      if (other === company) continue;
      const leaked = new Set(held.filter((id) => foreign.has(id) && !own?.has(id)));
      for (const id of leaked) broken.push(`${name} holds ${id} of ${other.slug} in a person's folder`);
    }
  }
  return few(broken).map((line) => `law 4: ${line}`);
};
