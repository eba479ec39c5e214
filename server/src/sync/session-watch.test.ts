import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '../tenancy/database.ts';
import { eventually } from '../testing/eventually.ts';
import { FakeChangeStream } from '../testing/fake-change-stream.ts';
import { watchSessions } from './session-watch.ts';

async function watching() {
  const streams: FakeChangeStream[] = [];
  const watchEndedSessions = (resumeAfter: unknown) => {
    const stream = new FakeChangeStream(resumeAfter);
    streams.push(stream);
    return stream;
  };
  const told: string[] = [];
  const watch = watchSessions({ watchEndedSessions } as unknown as Database, {
    log: pino({ level: 'silent' }),
    ended: (sessionId) => told.push(sessionId),
    missed: () => told.push('missed'),
    retryMs: 1,
  });
  onTestFinished(() => watch.stop());
  const newest = () => {
    const stream = streams.at(-1);
    if (stream === undefined) throw new Error('no stream was opened');
    return stream;
  };
  const started = watch.start();
  newest().open();
  await started;
  // Before there was a stream nothing was heard.
  expect(told.splice(0)).toEqual(['missed']);
  return {
    told,
    newest,
    tell: (sessionId: string) =>
      newest().emit({
        _id: `after ${sessionId}`,
        operationType: 'insert',
        documentKey: { _id: `company:${sessionId}` },
      }),
    breakNewest: async (how: 'closes' | 'fails' | 'hangs' = 'closes') => {
      const opened = streams.length;
      if (how === 'closes') newest().break();
      else newest().breakForGood(how);
      await eventually('another stream', () => streams.length > opened);
    },
  };
}

test('ended sessions are announced, and so is a possible gap once the watch is restored', async () => {
  const { told, newest, tell, breakNewest } = await watching();
  tell('one');
  await eventually('the first', () => told.length === 1);

  // It is resumed where it broke off.
  await breakNewest();
  expect(newest().resumeAfter).toBe('after one');
  tell('two');
  await eventually('the second', () => told.length === 2);

  // It breaks again and again: what happened meanwhile cannot be known any more.
  await breakNewest();
  await breakNewest();
  expect(newest().resumeAfter).toBeUndefined();
  // A session that ends only now, before anybody listens, has to be among those that may have been missed.
  expect(told).toEqual(['one', 'two']);
  newest().open();
  expect(told).toEqual(['one', 'two', 'missed']);
});

test('a company where no session ends for long is resumed from the log’s latest position, not from the last ended session', async () => {
  const { told, newest, tell, breakNewest } = await watching();
  tell('one');
  await eventually('the first', () => told.length === 1);
  newest().open('a place much later');
  await breakNewest();
  expect(newest().resumeAfter).toBe('a place much later');
});

test.each(['fails', 'hangs'] as const)('a stream that breaks and whose closing %s is replaced', async (how) => {
  const { told, tell, breakNewest } = await watching();
  await breakNewest(how);
  tell('one');
  await eventually('the first', () => told.includes('one'));
});
