import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commandArgsSchemas, commandEnvelopeSchema } from './command.ts';
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from './protocol.ts';
import { PROTOCOLS } from './protocol-history.ts';
import { pullInputSchema, pullReplySchema } from './pull.ts';
import { pushInputSchema, pushReplySchema } from './push.ts';
import { loginInputSchema, refreshInputSchema, reportWipeInputSchema, sessionReplySchema } from './session.ts';
import { streamInputSchema, streamItemSchema } from './stream.ts';
import { reportUnreadableInputSchema } from './unreadable.ts';

const WIRE = {
  ...commandArgsSchemas,
  commandEnvelope: commandEnvelopeSchema,
  pushInput: pushInputSchema,
  pushReply: pushReplySchema,
  pullInput: pullInputSchema,
  pullReply: pullReplySchema,
  streamInput: streamInputSchema,
  streamItem: streamItemSchema,
  loginInput: loginInputSchema,
  refreshInput: refreshInputSchema,
  reportWipeInput: reportWipeInputSchema,
  sessionReply: sessionReplySchema,
  reportUnreadableInput: reportUnreadableInputSchema,
};

describe('the protocol', () => {
  it('the protocol changes only by decision', () => {
    const schemas = Object.entries(WIRE).map(([name, schema]) => [
      name,
      z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
    ]);
    const digest = createHash('sha256').update(JSON.stringify(schemas)).digest('hex').slice(0, 32);
    const message =
      'A message on the wire has changed. If clients and servers of the version before still understand it, pin the ' +
      'new digest in protocol-history.ts; if not, add a protocol there (sync/ARCHITECTURE.md says how).';
    expect(digest, message).toBe(PROTOCOLS.at(-1)?.digest);
  });

  it('the protocol has a history without gaps that ends with the version spoken today', () => {
    expect(PROTOCOLS.map(({ number }) => number)).toEqual(PROTOCOLS.map((_, index) => index + 1));
    expect(PROTOCOLS.at(-1)?.number).toBe(PROTOCOL_VERSION);
    expect(new Set(PROTOCOLS.map(({ digest }) => digest)).size).toBe(PROTOCOLS.length);
  });

  it('the protocol has one floor: versions older than the oldest one served in full may only push', () => {
    const served = PROTOCOLS.map(({ number }) => (number < OLDEST_PROTOCOL_VERSION ? 'pushOnly' : 'inFull'));
    expect(PROTOCOLS.map((one) => one.served)).toEqual(served);
  });
});
