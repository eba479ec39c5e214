import type { StreamItem } from '@marginiq/contract/stream';
import { describe, expect, test } from 'vitest';
import { httpClient, tokenFor } from '../testing/callers.ts';
import { within } from '../testing/eventually.ts';
import { startSibling } from '../testing/test-api.ts';
import { createTestCompany } from '../testing/test-company.ts';
import { TestDevice } from '../testing/test-device.ts';
import { TestListener } from '../testing/test-listener.ts';
import { startTestPair } from '../testing/test-pair.ts';

const [api, sibling] = await startTestPair();

async function annaAndMona() {
  const company = await createTestCompany(api.services);
  const anna = await TestDevice.register(company, company.person('Anna'));
  const mona = await TestDevice.register(company, company.person('Mona'));
  return { company, anna, mona };
}

describe('the stream', () => {
  test('a stream begins with the company’s position', async () => {
    const { company, mona } = await annaAndMona();
    const listener = await TestListener.open(api, mona);
    expect(listener.items).toEqual([await company.seq()]);
    listener.close();
  });

  test('the stream tells of a commit on the same server, and on another one', async () => {
    const { company, anna, mona } = await annaAndMona();
    const listener = await TestListener.open(api, mona);
    await anna.push(api, [anna.submit()]);
    await listener.reaches(await company.seq());
    await anna.push(sibling, [anna.submit(), anna.submit(300)]);
    await listener.reaches(await company.seq());
    // A commit that came through no server at all, the way an import makes it.
    await company.changePerson(mona.person, { name: 'Mona N.' });
    await listener.reaches(await company.seq());
    expect(listener.items).toEqual([...new Set(listener.items)].sort((a, b) => a - b));
    listener.close();
  });

  test('the stream tells every client of the company, on every server', async () => {
    const { company, anna, mona } = await annaAndMona();
    const listeners = await Promise.all([
      TestListener.open(api, mona),
      TestListener.open(api, mona),
      TestListener.open(sibling, mona),
      TestListener.open(sibling, anna),
    ]);
    await anna.push(api, [anna.submit()]);
    const seq = await company.seq();
    await Promise.all(listeners.map((listener) => listener.reaches(seq)));
    for (const listener of listeners) listener.close();
  });

  test('the stream tells nothing of another company', async () => {
    const { mona } = await annaAndMona();
    const other = await annaAndMona();
    const [here, there] = [await TestListener.open(api, mona), await TestListener.open(api, other.mona)];
    for (const server of [api, sibling]) await other.anna.push(server, [other.anna.submit()]);
    await there.reaches(await other.company.seq());
    // The change stream is one for all companies and in order, so what came for the one has passed the other.
    expect(here.items).toHaveLength(1);
    here.close();
    there.close();
  });

  test('the stream folds what came while nobody took it into the newest', async () => {
    const { company, anna, mona } = await annaAndMona();
    const taken = (await mona.on(api).sync.stream({ protocol: 1 }))[Symbol.asyncIterator]();
    expect((await taken.next()).value).toEqual({ seq: await company.seq() });
    for (let push = 0; push < 30; push += 1) await anna.push(api, [anna.submit()]);
    const seqs: number[] = [];
    while (seqs.at(-1) !== (await company.seq())) {
      const { value } = await taken.next();
      seqs.push((value as StreamItem).seq);
    }
    expect(seqs.length).toBeLessThan(25);
    const next = taken.next();
    await anna.push(api, [anna.submit()]);
    expect((await next).value).toEqual({ seq: await company.seq() });
    await taken.return?.();
  });

  test('the stream ends when the access token does, and is refused to one that has ended', async () => {
    const { company, anna, mona } = await annaAndMona();
    const token = await tokenFor(api, mona.claims(api.clock));
    // Less than two seconds are left of the quarter of an hour.
    api.clock.advance({ minutes: 14, seconds: 58, ms: 500 });
    const listener = TestListener.withToken(api, token);
    await anna.push(sibling, [anna.submit()]);
    await listener.reaches(await company.seq());
    expect(await within(4_000, 'the end of the stream', listener.ended)).toBe('complete');

    api.clock.advance({ seconds: 2 });
    expect(await TestListener.withToken(api, token).ended).toBe('UNAUTHORIZED');
  });

  test('a stream is refused to a caller without a session and to an inactive person', async () => {
    const { company, mona } = await annaAndMona();
    expect(await TestListener.withToken(api, 'nonsense').ended).toBe('UNAUTHORIZED');
    const token = await tokenFor(api, mona.claims(api.clock));
    await company.changePerson(mona.person, { active: false });
    expect(await TestListener.withToken(api, token).ended).toBe('UNAUTHORIZED');
  });
});

describe('a server that stops', () => {
  test('a stopping server ends its streams immediately, and the clients continue at another one', async () => {
    const { company, anna, mona } = await annaAndMona();
    await using stopping = await startSibling(api);
    const listeners = await Promise.all([1, 2, 3, 4, 5].map(() => TestListener.open(stopping, mona)));
    await within(3_000, 'stopping', stopping.stop());
    await within(1_000, 'the end of every stream', Promise.all(listeners.map(({ ended }) => ended)));

    const again = await TestListener.open(api, mona);
    await anna.push(sibling, [anna.submit()]);
    await again.reaches(await company.seq());
    again.close();
  });
});

test('push and pull over HTTP do what they do in the process', async () => {
  const { anna } = await annaAndMona();
  const client = httpClient(api.url, await tokenFor(api, anna.claims(api.clock)));
  const submit = anna.submit();
  const pushed = await client.sync.push.mutate({ protocol: 1, deviceId: anna.id, commands: [submit] });
  expect(pushed.outcomes).toMatchObject([{ commandId: submit.id, status: 'accepted' }]);
  const pulled = await client.sync.pull.query({ protocol: 1, cursor: null });
  expect(pulled.changes.requests.upserts.map(({ id }) => id)).toEqual([submit.args.requestId]);
});

test('a push that is too large is refused with the code that makes the outbox send less', async () => {
  const { company, anna } = await annaAndMona();
  const client = httpClient(api.url, await tokenFor(api, anna.claims(api.clock)));
  const large = { ...anna.submit(), args: { justification: 'x'.repeat(1_200_000) } };
  const push = client.sync.push.mutate({ protocol: 1, deviceId: anna.id, commands: [large] });
  await expect(push).rejects.toMatchObject({ data: { code: 'PAYLOAD_TOO_LARGE', httpStatus: 413 } });
  expect(await company.store.collection('commands').count()).toBe(0);
});

describe('what the stream carries', () => {
  test.each(['its own process', 'another process'])(
    'what the stream carries are the small changes that the person may see, from %s',
    async (where) => {
      const { company, anna, mona } = await annaAndMona();
      const carla = await TestDevice.register(company, company.person('Carla'));
      const listeners = new Map<TestDevice, TestListener>();
      for (const device of [anna, mona, carla]) listeners.set(device, await TestListener.open(api, device));
      const submitter = where === 'its own process' ? api : sibling;
      const seen = (device: TestDevice) =>
        (listeners.get(device)?.pages ?? []).flatMap(({ changes }) => changes.requests.upserts.map(({ id }) => id));
      // Of the first news that another process has, nobody here knows what lies before it.
      await anna.push(submitter, [anna.submit()]);
      await listeners.get(anna)?.reaches(await company.seq());
      const before = await company.seq();
      const submit = anna.submit();
      await anna.push(submitter, [submit]);
      for (const listener of listeners.values()) await listener.reaches(await company.seq());
      expect(seen(anna)).toContain(submit.args.requestId);
      expect(seen(mona)).toContain(submit.args.requestId);
      expect(seen(carla)).toEqual([]);
      // Whoever sees nothing of it still learns that the position moved without news for them.
      const last = listeners.get(carla)?.pages.at(-1);
      expect(last).toMatchObject({ after: before, seq: await company.seq() });
      for (const listener of listeners.values()) listener.close();
    },
  );

  test('a client of the previous protocol receives positions without any changes', async () => {
    const { anna, mona } = await annaAndMona();
    const taken = (await mona.on(api).sync.stream({ protocol: 1 }))[Symbol.asyncIterator]();
    await taken.next();
    await anna.push(api, [anna.submit()]);
    expect(Object.keys((await taken.next()).value as object)).toEqual(['seq']);
    await taken.return?.();
  });
});
