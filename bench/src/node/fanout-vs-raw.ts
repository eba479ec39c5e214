import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { createTestCompany } from '@marginiq/server/testing/test-company';
import { TestDevice } from '@marginiq/server/testing/test-device';
import type { BenchWorld, Figures } from '../bench.ts';
import { median } from '../statistics.ts';
import { type ApiProcess, startApi } from './api-process.ts';
import { openDatabase, tokenOf } from './bench-database.ts';
import { aMessage, aNumber, Child } from './child.ts';
import type { Memory } from './process-probe.ts';
import { call, inputOf } from './trpc-call.ts';

const STREAMS = 1_000;
const WARM_UPS = 20;
/** As many as one device may have open at the same time. */
const STREAMS_OF_A_DEVICE = 8;
/** The size of an item around the request that it carries. */
const ENVELOPE_BYTES = 270;
const markOf = (seq: number) => `"seq":${seq}`;

async function memoryOf({ child }: ApiProcess): Promise<Memory> {
  const reply = child.heard('its memory', aMessage<Memory>('memory'));
  child.send('memory');
  return reply;
}

async function openStreams(client: Child, asked: { url: string; tokens: string[]; mark: string }): Promise<void> {
  const opened = client.heard('all streams are open', aNumber('opened', 'count'));
  client.send({ kind: 'open', ...asked });
  await opened;
}

/** Milliseconds from when a server begins to send until the last stream has received it. */
async function fanout(server: Child, client: Child, seq: number, tell: () => Promise<unknown>): Promise<number> {
  const waiting = client.heard('waiting', aNumber('waiting', 'count'));
  client.send({ kind: 'await', mark: markOf(seq) });
  await waiting;
  const [from, to] = await Promise.all([
    server.heard('the telling', aNumber(`telling ${seq}`, 'atMs')),
    client.heard('every stream was told', aNumber('all', 'atMs')),
    tell(),
  ]);
  return to - from;
}

/** @returns the request's id */
async function commitOne(api: ApiProcess, device: TestDevice): Promise<string> {
  const submit = device.submit();
  const body = { protocol: PROTOCOL_VERSION, deviceId: device.id, commands: [submit] };
  await call(api.url, 'sync.push', { token: await tokenOf(device), body });
  return submit.args.requestId;
}

/** One commit sent to 1,000 open streams, against a bare SSE server that sends the same bytes to as many. */
export async function fanoutVsRaw({ mongoUri, runs, log }: BenchWorld): Promise<Figures> {
  await using ours = await openDatabase(mongoUri);
  await using api = await startApi(mongoUri, ours.name);
  await using raw = new Child({ entry: 'bench/src/node/bare-sse-server.ts' });
  const rawPort = await raw.heard('it listens', aNumber('listening', 'port'));
  await using ourClient = new Child({ entry: 'bench/src/node/fanout-client.ts' });
  await using rawClient = new Child({ entry: 'bench/src/node/fanout-client.ts' });

  const company = await createTestCompany(ours);
  const anna = await TestDevice.register(company, company.person('Anna'));
  const request = await company.store.collection('discountRequests').findById(await commitOne(api, anna));
  // As many bytes as an item with one request in it.
  const ballast = 'x'.repeat(JSON.stringify(request).length + ENVELOPE_BYTES);
  const before = await memoryOf(api);
  const tokens: string[] = [];
  while (tokens.length < STREAMS) {
    const token = await tokenOf(await TestDevice.register(company, company.person('Mona')));
    tokens.push(...Array<string>(STREAMS_OF_A_DEVICE).fill(token));
  }
  const url = `${api.url}/trpc/sync.stream${inputOf({ protocol: PROTOCOL_VERSION })}`;
  await openStreams(ourClient, { url, tokens, mark: '"seq":' });
  await openStreams(rawClient, { url: `http://127.0.0.1:${rawPort}/`, tokens, mark: '"seq":' });
  const after = await memoryOf(api);
  api.child.send('report-announcements');

  const measured: { ours: number; raw: number }[] = [];
  for (let run = -WARM_UPS; run < runs; run += 1) {
    const seq = (await company.seq()) + 1;
    const one = {
      ours: await fanout(api.child, ourClient, seq, () => commitOne(api, anna)),
      raw: await fanout(raw, rawClient, seq, async () =>
        raw.send({ seq, tell: `data: {${markOf(seq)},"x":"${ballast}"}\n\n` }),
      ),
    };
    // A server announces commits all day: the first ones, before its code is compiled, measure how long code takes to
    // warm up.
    if (run < 0) continue;
    measured.push(one);
    log(`1,000 streams: ours ${one.ours.toFixed(1)} ms, raw ${one.raw.toFixed(1)} ms`);
  }
  return {
    fanoutVsRaw: median(measured.map((one) => one.ours / one.raw)),
    fanoutMs: median(measured.map((one) => one.ours)),
    rawFanoutMs: median(measured.map((one) => one.raw)),
    streamMemoryKb: (after.rss - before.rss) / STREAMS / 1024,
    streamHeapKb: (after.heap - before.heap) / STREAMS / 1024,
  };
}
