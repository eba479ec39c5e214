import {
  type CommandEnvelope,
  commandEnvelopeSchema,
  parseCommand,
  provisionalSchema,
} from '@marginiq/contract/command';
import { InvalidCommandError } from '../database/save-errors.ts';

/** As this program writes it. As a reader of what others wrote, it is content with less. */
const ownEnvelopeSchema = commandEnvelopeSchema.extend({ provisional: provisionalSchema.nullable() });

/**
 * The command as the server will read it, so that nothing is reported as saved that the server refuses for its form.
 * @throws InvalidCommandError
 */
export function checkedCommand(envelope: CommandEnvelope): CommandEnvelope {
  const whole = ownEnvelopeSchema.safeParse(envelope);
  if (!whole.success) {
    throw new InvalidCommandError(whole.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  }
  const parsed = parseCommand(whole.data);
  if (!parsed.ok) throw new InvalidCommandError(parsed.issues);
  return parsed.command;
}
