import { idSchema } from '@marginiq/contract/scalars';
import { readOptions } from '../company/command.ts';
import { readStorageEnv } from '../env.ts';
import { companyNamed } from '../operate/named.ts';
import { CallError, runCommand } from '../operate/run-command.ts';
import { Database } from '../tenancy/database.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { OPERATE_WORDS } from '../words/operate-words.ts';
import { replayCompany } from './replay-company.ts';
import { lineOf, reportLines } from './report-lines.ts';

const USAGE = OPERATE_WORDS.replayUsage;

const OPTIONS = {
  company: { type: 'string' },
  request: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** @throws CallError if there is no such company */
async function companyOf(database: Database, named: string): Promise<TenantStore> {
  const id = idSchema.safeParse(named);
  if (!id.success) return companyNamed(database, named);
  const store = database.tenant(id.data);
  if ((await store.collection('companies').findById(id.data)) !== null) return store;
  throw new CallError(OPERATE_WORDS.noCompanyOfId(named));
}

/** `node server/src/replay/cli.ts` */
await runCommand(async () => {
  const { company, request, json, help } = readOptions(process.argv.slice(2), OPTIONS, USAGE);
  if (help) return console.log(USAGE);
  if (company === undefined) throw new CallError(OPERATE_WORDS.nameCompany(USAGE));
  if (request !== undefined && !idSchema.safeParse(request).success) {
    throw new CallError(OPERATE_WORDS.noRequestId(request));
  }
  const env = readStorageEnv(process.env);
  const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
  try {
    const store = await companyOf(database, company);
    const isListed = request !== undefined && !json;
    const report = await replayCompany(store, {
      requestId: request,
      ...(isListed ? { onReplayed: (replayed) => console.log(lineOf(replayed)) } : {}),
    });
    console.log(json ? JSON.stringify(report) : reportLines(report).join('\n'));
    if (report.counts.different > 0) process.exitCode = 1;
  } finally {
    await database.close();
  }
});
