import { CallError } from '../operate/run-command.ts';

export const USAGE = `npm run migrate -- <command> [--dry-run]

  status     how far each change of stored data has come
  run        prepares the database and fills in what is lacking now, instead of waiting for the worker
  contract   takes away what was replaced, once nothing needs it any more; older releases cannot use the database then

--dry-run says what would be done, and writes nothing. Described in docs/operators/operating.md.`;

const COMMANDS = ['status', 'run', 'contract'] as const;
type Command = (typeof COMMANDS)[number];

/** @throws CallError that also says how the command is used */
export function readCall(args: readonly string[]): { command: Command; dryRun: boolean } {
  const [command = '', ...options] = args;
  const known = COMMANDS.find((name) => name === command);
  if (known === undefined) throw new CallError(`There is no command "${command}".\n\n${USAGE}`);
  const unknown = options.find((option) => option !== '--dry-run');
  if (unknown !== undefined) throw new CallError(`There is no option "${unknown}".\n\n${USAGE}`);
  return { command: known, dryRun: options.includes('--dry-run') };
}
