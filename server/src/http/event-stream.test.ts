import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { Changes } from '@marginiq/contract/pull';
import { tracked } from '@trpc/server';
import Fastify, { type FastifyReply } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { ServerMovedError } from '../server-busy.ts';
import { eventually } from '../testing/eventually.ts';
import { openRaw } from '../testing/raw-connection.ts';
import { writeEvents } from './event-stream.ts';

const PING_MS = 50;
/** For clients that do read: on a busy machine one may well stall for ten of the shorter ones. */
const LONG_PING_MS = 250;
/** More than a connection holds by itself, however large its buffers are. */
const CHANGES = { text: 'x'.repeat(256_000) } as unknown as Changes;
const ITEMS = 60;

const item = (seq: number, changes = CHANGES) =>
  tracked(String(seq), { seq, page: { view: 'view', after: seq - 1, seq, changes } });

async function* items() {
  for (let seq = 1; seq <= ITEMS; seq += 1) yield item(seq);
}

const SMALL = { text: 'x'.repeat(4_000) } as unknown as Changes;

/** As many as a client who takes nothing has room for, and one more, which waits here. */
async function* itemsUntilOneWaits({ raw }: FastifyReply) {
  const hasLeft = async () => {
    for (let looks = 0; looks < 20; looks += 1) {
      if (raw.socket?.writableLength === 0) return true;
      await new Promise((resolve) => setTimeout(resolve, looks));
    }
    return false;
  };
  for (let seq = 1; await hasLeft(); seq += 1) yield item(seq, SMALL);
}

interface Opening {
  told?: (reply: FastifyReply) => ReturnType<typeof items>;
  pingMs?: number;
}

/** A client of one stream, who has not begun to read. */
async function opened({ told = items, pingMs = PING_MS }: Opening = {}) {
  const server = Fastify();
  let isOver = false;
  server.get('/', async (_request, reply) => {
    const gone = new AbortController();
    reply.raw.on('close', () => gone.abort());
    await writeEvents(reply, told(reply), gone.signal, { pingMs });
    isOver = true;
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  const { port } = server.server.address() as AddressInfo;
  const { socket } = openRaw(`http://127.0.0.1:${port}`, 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  socket.pause();
  onTestFinished(() => void socket.destroy());
  const connections = promisify(server.server.getConnections).bind(server.server);
  return { socket, isOver: () => isOver, connections };
}

test('a client that takes none of the waiting data is cut off', async () => {
  const { isOver } = await opened();
  await eventually('the end of the stream', isOver, 10_000);
});

test('a client who takes nothing is cut off although its stream has ended', async () => {
  const { isOver, connections } = await opened({ told: itemsUntilOneWaits });
  await eventually('the end of the stream', isOver, 10_000);
  await eventually('the end of its connection', async () => (await connections()) === 0, 10_000);
});

test('a client who reads slowly is sent the rest of a stream that has ended, and then its connection ends', async () => {
  const { socket, isOver, connections } = await opened({ told: itemsUntilOneWaits, pingMs: LONG_PING_MS });
  await eventually('the end of the stream', isOver, 10_000);
  let text = '';
  socket.on('data', (more: string) => {
    text += more;
    socket.pause();
    setTimeout(() => socket.resume(), 10);
  });
  socket.resume();
  await eventually('the end of its connection', () => socket.closed, 30_000);
  await eventually('the end of its connection here', async () => (await connections()) === 0, 10_000);
  // Nothing comes behind the word that it has ended.
  expect(text.endsWith('event: return\ndata: \n\n')).toBe(true);
  expect(socket.errored).toBeNull();
});

test('a client who reads slowly is sent all of it', async () => {
  const { socket, isOver } = await opened({ pingMs: LONG_PING_MS });
  let read = 0;
  socket.on('data', (text: string) => {
    read += text.length;
    socket.pause();
    setTimeout(() => socket.resume(), 10);
  });
  socket.resume();
  await eventually('the end of the stream', isOver, 30_000);
  await eventually('all that was sent', () => read > ITEMS * 256_000, 10_000);
  expect(socket.errored).toBeNull();
});

test('a stream that is told to move names the id of its call, as every other error does', async () => {
  async function* moved(): AsyncGenerator<ReturnType<typeof item>> {
    yield item(1, SMALL);
    throw new ServerMovedError(1_000);
  }
  const { socket } = await opened({ told: moved });
  let text = '';
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  socket.resume();
  await eventually('the error', () => text.includes('serialized-error'));
  expect(text).toMatch(/"requestId":"req-[0-9a-z]+","error":\{"code":"moved"/);
});
