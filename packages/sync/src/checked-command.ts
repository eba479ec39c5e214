import { type CommandEnvelope, commandEnvelopeSchema, parseCommand } from '@marginiq/contract/command';
import { InvalidCommandError } from './save-errors.ts';

/**
 * The command as the server will read it, so that nothing is called saved that the server refuses for its form.
 * @throws InvalidCommandError
 */
export function checkedCommand(envelope: CommandEnvelope): CommandEnvelope {
  const whole = commandEnvelopeSchema.safeParse(envelope);
  if (!whole.success) {
    throw new InvalidCommandError(whole.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  }
  const parsed = parseCommand(whole.data);
  if (!parsed.ok) throw new InvalidCommandError(parsed.issues);
  return parsed.command;
}
