import type { AddressInfo } from 'node:net';
import type { Changes } from '@marginiq/contract/pull';
import { tracked } from '@trpc/server';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { openRaw } from '../testing/raw-connection.ts';
import { writeEvents } from './event-stream.ts';

const PING_MS = 50;
/** More than a connection holds by itself, however large its buffers are. */
const CHANGES = { text: 'x'.repeat(256_000) } as unknown as Changes;
const ITEMS = 60;

async function* items() {
  for (let seq = 1; seq <= ITEMS; seq += 1) {
    yield tracked(String(seq), { seq, page: { view: 'view', after: seq - 1, seq, changes: CHANGES } });
  }
}

/** A client of one stream, who has not begun to read. */
async function opened() {
  const server = Fastify();
  let isOver = false;
  server.get('/', async (_request, reply) => {
    const gone = new AbortController();
    reply.raw.on('close', () => gone.abort());
    await writeEvents(reply, items(), gone.signal, { pingMs: PING_MS });
    isOver = true;
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  const { port } = server.server.address() as AddressInfo;
  const { socket } = openRaw(`http://127.0.0.1:${port}`, 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  socket.pause();
  onTestFinished(() => void socket.destroy());
  return { socket, isOver: () => isOver };
}

test('a client who takes nothing of what there is for it is cut off', async () => {
  const { isOver } = await opened();
  await eventually('the end of the stream', isOver, 10_000);
});

test('a client who reads slowly is sent all of it', async () => {
  const { socket, isOver } = await opened();
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
