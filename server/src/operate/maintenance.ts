import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { readStorageEnv } from '../env.ts';
import { Database } from '../tenancy/database.ts';
import { OPERATE_WORDS } from '../words/operate-words.ts';
import { beginMaintenance, currentMaintenance, endMaintenance } from './maintenance-switch.ts';
import { CallError, runCommand } from './run-command.ts';

const USAGE = OPERATE_WORDS.maintenanceUsage;

const MOST_MINUTES = 7 * 24 * 60;

export function minutesOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const minutes = Number(text);
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= MOST_MINUTES) return minutes;
  throw new CallError(OPERATE_WORDS.noMinutes(MOST_MINUTES, text));
}

async function act(database: Database, words: string[], minutes: number | null): Promise<string> {
  const [what, ...reason] = words;
  if (what === 'on') {
    const { until } = await beginMaintenance(database, { clock: systemClock, minutes, reason: reason.join(' ') });
    return OPERATE_WORDS.maintenanceBegan(until);
  }
  if (what === 'off') {
    const wasOn = await endMaintenance(database);
    return wasOn ? OPERATE_WORDS.maintenanceOver : OPERATE_WORDS.noMaintenanceWas;
  }
  const current = await currentMaintenance(database);
  if (current === null) return OPERATE_WORDS.noMaintenance;
  return OPERATE_WORDS.maintenanceSince(current.since, current.until, current.reason);
}

async function run(): Promise<void> {
  const options = { minutes: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true, strict: false });
  const [what] = positionals;
  if (values.help || !['on', 'off', 'status'].includes(what ?? '')) {
    console.log(USAGE);
    if (!values.help) process.exitCode = 2;
    return;
  }
  const minutes = minutesOf(typeof values.minutes === 'string' ? values.minutes : undefined);
  const env = readStorageEnv(process.env);
  const database = await Database.connect(env.MONGODB_URI, env.MARGINIQ_DATABASE);
  try {
    console.log(await act(database, positionals, minutes));
  } finally {
    await database.close();
  }
}

await runCommand(run);
