import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { TRPCClientError } from '@trpc/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { httpClient, tokenFor } from './testing/callers.ts';
import { eventually, within } from './testing/eventually.ts';
import { startSibling, startTestApi, type TestApi } from './testing/test-api.ts';
import { createTestCompany } from './testing/test-company.ts';
import { TestDevice } from './testing/test-device.ts';

const DRAIN_MS = 500;

async function startPair(): Promise<[TestApi, TestApi]> {
  const staying = await startTestApi();
  const leaving = await startSibling(staying, { drainMs: DRAIN_MS });
  onTestFinished(async () => {
    await leaving.stop();
    await staying[Symbol.asyncDispose]();
  });
  return [leaving, staying];
}

async function devicesOf(api: TestApi, count: number) {
  const company = await createTestCompany(api.services);
  const anna = company.person('Anna');
  const devices = await Promise.all(Array.from({ length: count }, () => TestDevice.register(company, anna)));
  return Promise.all(
    devices.map(async (device) => ({ device, company, token: await tokenFor(api, device.claims(api.clock)) })),
  );
}

type Caller = Awaited<ReturnType<typeof devicesOf>>[number];

/** What a load balancer does with new calls: it polls `/ready` often. */
function balance([first, second]: [TestApi, TestApi]): () => TestApi {
  let target = first;
  const looking = setInterval(async () => {
    const { statusCode } = await first.server.inject('/ready').catch(() => ({ statusCode: 502 }));
    if (statusCode === 200) return;
    target = second;
    clearInterval(looking);
  }, 20);
  onTestFinished(() => clearInterval(looking));
  return () => target;
}

/** Pushes commands one after the other, and retries those that were asked to move. */
async function pushUntil(isDone: () => boolean, { device, token }: Caller, target: () => TestApi) {
  const seen = { outcomes: new Map<string, string>(), sent: 0, failures: [] as string[] };
  while (!isDone()) {
    const command = device.submit();
    seen.sent += 1;
    for (let tries = 0; tries < 5 && !seen.outcomes.has(command.id); tries += 1) {
      try {
        const input = { protocol: PROTOCOL_VERSION, deviceId: device.id, commands: [command] };
        const reply = await httpClient(target().url, token).sync.push.mutate(input);
        for (const { commandId, status } of reply.outcomes) seen.outcomes.set(commandId, status);
      } catch (error) {
        const steer = error instanceof TRPCClientError ? error.data?.steer : undefined;
        if (steer !== 'moved') seen.failures.push(String(error));
      }
    }
  }
  return seen;
}

/** Follows the stream; when asked to move, opens it on the other server within the time it was given. */
function follow({ token }: Caller, [first, second]: [TestApi, TestApi]) {
  const heard = { ends: [] as unknown[], items: 0 };
  const open = (api: TestApi) => {
    const subscription = httpClient(api.url, token).sync.stream.subscribe(
      { protocol: PROTOCOL_VERSION },
      {
        onData: () => {
          heard.items += 1;
        },
        onConnectionStateChange: ({ state, error }) => {
          if (state !== 'connecting' || !error) return;
          subscription.unsubscribe();
          heard.ends.push(error.data?.steer ?? String(error));
          const moveWithinMs = error.data?.moveWithinMs ?? 60_000;
          setTimeout(() => open(second), moveWithinMs / 2);
        },
      },
    );
    onTestFinished(() => subscription.unsubscribe());
  };
  open(first);
  return heard;
}

describe('a server that is asked to stop', () => {
  test('a server that is asked to stop answers every push that it took, cuts off none, and has its streams on the other server within seconds', async () => {
    const pair = await startPair();
    const [leaving, staying] = pair;
    const callers = await devicesOf(leaving, 8);
    const streams = callers.map((caller) => follow(caller, pair));
    await eventually('the streams', () => streams.every(({ items }) => items > 0));
    let isDone = false;
    const target = balance(pair);
    const pushing = callers.map((caller) => pushUntil(() => isDone, caller, target));
    await eventually('pushes', async () => ((await callers[0]?.company.seq()) ?? 0) > 30);
    await within(15_000, 'the stop', leaving.stop());
    expect(target()).toBe(staying);
    await eventually('the streams on the other server', () => staying.services.streams.count === callers.length, 8_000);
    isDone = true;
    const results = await Promise.all(pushing);
    expect(results.flatMap(({ failures }) => failures)).toEqual([]);
    expect(results.every(({ sent, outcomes }) => outcomes.size === sent)).toBe(true);
    const stored = await staying.database.raw.collection('commands').countDocuments();
    expect(stored).toBe(results.reduce((sum, { sent }) => sum + sent, 0));
    expect(streams.map(({ ends }) => ends)).toEqual(callers.map(() => ['moved']));
  }, 30_000);

  test('a server that is asked to stop says so to load balancers at once, and still takes calls until they have noticed', async () => {
    const [leaving] = await startPair();
    const [caller] = await devicesOf(leaving, 1);
    if (caller === undefined) throw new Error('there is no caller');
    const ready = async () => {
      const response = await fetch(`${leaving.url}/ready`);
      return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
    };
    expect(await ready()).toEqual({ status: 200, retryAfter: null, body: { ready: true, why: null } });
    const stopped = leaving.stop();
    expect(await ready()).toEqual({ status: 503, retryAfter: '2', body: { ready: false, why: 'stopping' } });
    const pull = { protocol: PROTOCOL_VERSION, cursor: null };
    await expect(httpClient(leaving.url, caller.token).sync.pull.query(pull)).resolves.toMatchObject({ reset: true });
    // Still alive: not being ready is no reason to kill it.
    expect((await fetch(`${leaving.url}/health`)).status).toBe(200);
    await stopped;
  });
});
