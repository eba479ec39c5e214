import { CallError } from '../operate/run-command.ts';
import { MIGRATION_WORDS } from '../words/migration-words.ts';

export const USAGE = MIGRATION_WORDS.usage;

const COMMANDS = ['status', 'run', 'contract'] as const;
type Command = (typeof COMMANDS)[number];

/** @throws CallError that also says how the command is used */
export function readCall(args: readonly string[]): { command: Command; dryRun: boolean } {
  const [command = '', ...options] = args;
  const known = COMMANDS.find((name) => name === command);
  if (known === undefined) throw new CallError(MIGRATION_WORDS.thereIsNoCommand(command, USAGE));
  const unknown = options.find((option) => option !== '--dry-run');
  if (unknown !== undefined) throw new CallError(MIGRATION_WORDS.thereIsNoOption(unknown, USAGE));
  return { command: known, dryRun: options.includes('--dry-run') };
}
