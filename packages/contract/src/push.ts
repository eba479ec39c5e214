import { z } from 'zod';
import { commandEnvelopeSchema } from './command.ts';
import { outcomeSchema } from './outcome.ts';
import { protocolSchema } from './protocol.ts';
import { idSchema, positionSchema } from './scalars.ts';
import { identitySchema } from './session.ts';

export const MAX_PUSH_COMMANDS = 200;
export const MAX_PUSH_BYTES = 512 * 1024;

export const pushInputSchema = z.object({
  protocol: protocolSchema,
  /**
   * The device that numbered these commands: the session's own, or an earlier one of the same person (whose session was lost,
   * but not its commands) that was never revoked.
   */
  deviceId: idSchema,
  identity: identitySchema.nullish(),
  commands: z.array(commandEnvelopeSchema).max(MAX_PUSH_COMMANDS),
});
export type PushInput = z.infer<typeof pushInputSchema>;

export const pushReplySchema = z.object({
  /** One for each command that has reached its end, in any order. */
  outcomes: z.array(outcomeSchema).max(MAX_PUSH_COMMANDS),
  /**
   * The next `deviceSeq` that the server expects of this device. A client whose unsent commands do not start there
   * (its database was lost, or a backup of the server restored) renumbers them and pushes again; commands are
   * known by id, so nothing happens twice.
   */
  nextDeviceSeq: positionSchema.min(1),
});
export type PushReply = z.infer<typeof pushReplySchema>;
