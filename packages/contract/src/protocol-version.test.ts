import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commandArgsSchemas, commandEnvelopeSchema } from './command.ts';
import { CONTRACT_DIGEST } from './contract-digest.ts';
import { PROTOCOL_VERSION } from './protocol.ts';
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

/** Of every message that crosses the wire, by protocol version. */
const PINNED: Record<number, string> = {
  1: '62e54aadf9be678a0f62df6356b9dda8',
  2: '461d433d3d37fcbaac2fbbc61c179384',
  3: '62114e149390b3c7ca08c5373c2e3f07',
  4: '43790fa93e0ecb97fb39c69a3ef1ab8a',
  5: '885df10e665c529938fd315c52acb51a',
};

describe('the protocol', () => {
  it('changes only by decision', () => {
    const schemas = Object.entries(WIRE).map(([name, schema]) => [
      name,
      z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
    ]);
    const digest = createHash('sha256').update(JSON.stringify(schemas)).digest('hex').slice(0, 32);
    const message =
      'A message on the wire has changed. If clients and servers of the version before still understand it, pin the ' +
      'new digest; if not, raise PROTOCOL_VERSION and say in sync-router what the older ones get.';
    expect(digest, message).toBe(PINNED[PROTOCOL_VERSION]);
    expect(CONTRACT_DIGEST).toBe(digest);
  });
});
