import { readStorageEnv } from '../env.ts';
import { CallError, runCommand } from '../operate/run-command.ts';
import { Database } from '../tenancy/database.ts';
import { COMPANY_WORDS } from '../words/company-words.ts';
import { CREATE_USAGE, create } from './create.ts';
import { PEOPLE_USAGE, people } from './people.ts';
import { RULES_USAGE, rules, rulesSchema } from './rules.ts';

const USAGES: Readonly<Record<string, string>> = { create: CREATE_USAGE, people: PEOPLE_USAGE, rules: RULES_USAGE };

const USAGE = COMPANY_WORDS.usage;

/** `node server/src/company/cli.ts`. MARGINIQ_ADDRESS: where this machine reaches the server. */
await runCommand(async () => {
  const [command = '', ...args] = process.argv.slice(2);
  const usage = USAGES[command];
  if (args.includes('--help') || command === '--help' || command === '') return console.log(usage ?? USAGE);
  if (usage === undefined) throw new CallError(COMPANY_WORDS.thereIsNoCommand(command, USAGE));
  const schema = command === 'rules' ? rulesSchema(args) : null;
  if (schema !== null) return console.log(schema);

  const env = readStorageEnv(process.env);
  const address = process.env.MARGINIQ_ADDRESS?.trim() || 'http://127.0.0.1:4400';
  const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
  try {
    if (command === 'create') await create(database, args, address);
    else if (command === 'rules') await rules(database, args);
    else process.exitCode = await people(database, args, address);
  } finally {
    await database.close();
  }
});
