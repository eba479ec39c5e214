import { COMMAND_TYPES, type CommandEnvelope, type CommandType } from '@marginiq/contract/command';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { PROTOCOLS } from '@marginiq/contract/protocol-history';
import type { Changes, PullReply } from '@marginiq/contract/pull';
import type { PushInput, PushReply } from '@marginiq/contract/push';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NewerThing, type NewerThings, putNewerThings } from '../testing/recorded/newer-things.ts';
import { type Recorded, recordings } from '../testing/recorded/recording.ts';
import { Replay } from '../testing/recorded/replay.ts';
import { startTestApi } from '../testing/test-api.ts';
import { createTestCompany, type TestCompany } from '../testing/test-company.ts';
import { noChanges } from './change.ts';

const api = await startTestApi();
afterAll(() => api[Symbol.asyncDispose]());

const all = recordings();
const codesIn = ({ outcomes }: PushReply) => outcomes.map(({ refusal, status }) => refusal?.code ?? status);

const pushesOf = (replay: Replay, as: string) =>
  replay.recording.messages.filter((one) => one.as === as && one.procedure === 'sync.push');

/** The next command of this person's device, like the first of this type that was recorded. */
function nextLike(
  replay: Replay,
  as: string,
  [type, change]: [CommandType, (like: CommandEnvelope) => object],
): Recorded {
  const pushes = pushesOf(replay, as);
  const commands = pushes.flatMap(({ input }) => (input as PushInput).commands);
  const [push] = pushes;
  const like = commands.find((one) => one.type === type);
  if (push === undefined || like === undefined) throw new Error(`${as} pushed no ${type}`);
  const deviceSeq = 1 + Math.max(...commands.map((one) => one.deviceSeq));
  const command = { ...like, id: v7(), deviceSeq, ...change(like) };
  return { ...push, input: { ...(push.input as PushInput), commands: [command] } };
}

/** About another request, and with an input named that programs before protocol 4 do not add up. */
const asByNewer = ({ args, provisional }: CommandEnvelope) => ({
  args: { ...(args as object), requestId: v7() },
  provisional: provisional && { ...provisional, inputs: { ...provisional.inputs, grantedMark: 1 } },
});

/** A page with this document alone. */
function pageWith({ collection, id }: NewerThing, reply: PullReply): PullReply {
  const upserts = reply.changes[collection].upserts.filter((document) => document.id === id);
  expect(upserts).toHaveLength(1);
  return { ...reply, changes: { ...noChanges(), [collection]: { upserts, removals: [] } } as Changes };
}

test('there is a recording of every protocol that is served, made by the programs of that time', () => {
  expect(all.map(({ protocol }) => protocol)).toEqual(PROTOCOLS.map(({ number }) => number));
});

describe.each(all)('what programs of protocol $protocol sent', (recording) => {
  let company: TestCompany;
  let replay: Replay;
  let newer: NewerThings;
  const decided: string[][] = [];

  /** Everything that was recorded, in its order; then there is what newer protocols brought. */
  beforeAll(async () => {
    company = await createTestCompany(api.services);
    replay = new Replay(api, company, recording);
    for (const message of recording.messages) {
      const answer = await replay.send(message);
      if (message.procedure === 'sync.push') decided.push(codesIn(answer as PushReply));
    }
    newer = await putNewerThings(company);
  });
  afterAll(() => replay[Symbol.dispose]());

  test('what programs of a former protocol sent is decided today as it was then, in answers that they can read', () => {
    const commands = recording.messages.flatMap(({ input }) => (input as Partial<PushInput>).commands ?? []);
    expect(new Set(commands.map(({ type }) => type))).toEqual(new Set(COMMAND_TYPES));
    expect(decided).toEqual(recording.messages.flatMap((message) => (message.decided ? [message.decided] : [])));
    expect(replay.misread).toEqual([]);
  });

  test('an older program receives what newer protocols brought in a stream that it can read', async () => {
    const seq = await company.seq();
    for (const [as, stream] of replay.streams) {
      const news = (items: readonly unknown[]) => JSON.stringify(items).includes(`"seq":${seq}`);
      await stream.hears(`news of the newer things for ${as}`, news);
    }
    expect(replay.misreadInStreams()).toEqual([]);
  });

  test('an older program receives what newer protocols brought in pages that it can read', async () => {
    const pull = replay.message('Ada', 'sync.pull');
    const reply = (await replay.send(pull)) as PullReply;
    await replay.send(replay.message('Mona', 'sync.pull'));
    expect(replay.misread).toEqual([]);

    // Control: those programs could not read these things as they are, and today's can.
    const plain = { ...pull, input: { ...(pull.input as object), protocol: PROTOCOL_VERSION } };
    const today = (await replay.answerTo(plain)) as PullReply;
    for (const thing of newer.things) {
      const isRead = replay.fault('pull', pageWith(thing, today)) === null;
      expect([thing.what, isRead]).toEqual([thing.what, recording.protocol >= thing.since]);
      expect(replay.fault('pull', pageWith(thing, reply))).toBeNull();
    }
  });

  test('what programs of a former protocol sent is refused in words that they know', async () => {
    const args = { requestId: newer.soldWholeId, note: null };
    const approval = nextLike(replay, 'Mona', ['request.approve', () => ({ args, provisional: null })]);
    const [code] = codesIn((await replay.send(approval)) as PushReply);
    expect(code).toBe(recording.protocol >= 5 ? 'soldWhole' : 'invalidCommand');
    expect(replay.misread).toEqual([]);
  });

  test('an older program is not sent an unknown input, which a newer program on the same device had sent', async () => {
    const submission = nextLike(replay, 'Anna', ['request.submit', asByNewer]);
    const { outcomes } = (await replay.send(submission)) as PushReply;
    const kept = await api.database.raw.collection('commands').countDocuments({
      companyId: company.id,
      'outcome.changedInputs': 'granted',
    });
    expect(kept).toBe(1);
    expect(outcomes[0]?.changedInputs.includes('granted')).toBe(recording.protocol >= 4);
    expect(replay.misread).toEqual([]);
  });
});
