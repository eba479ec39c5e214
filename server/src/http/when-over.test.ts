import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { openRaw } from '../testing/raw-connection.ts';
import { whenOver } from './when-over.ts';

const REQUEST = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';

async function listening(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ['are not answered yet', 0],
  ['are answered, to a client that reads nothing', 1_000_000],
])('responses behind each other that %s are over with their connection, each once', async (_name, bytes) => {
  const told: number[] = [];
  let begun = 0;
  const url = await listening((_request, response) => {
    const number = begun;
    begun += 1;
    whenOver(response, () => told.push(number));
    if (bytes > 0) response.end('x'.repeat(bytes));
  });
  const raw = openRaw(url);
  raw.socket.pause();
  raw.socket.write(REQUEST.repeat(20));
  await eventually('the requests', () => begun === 20);
  raw.socket.resetAndDestroy();
  await eventually('the end of each', () => told.length >= 20);
  expect(told.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('a response that is written is over, and leaves nothing at a connection that stays', async () => {
  const told: number[] = [];
  const listeners: number[] = [];
  const url = await listening((request, response) => {
    listeners.push(request.socket.listenerCount('close'));
    whenOver(response, () => told.push(told.length));
    response.end('an answer');
  });
  const raw = openRaw(url);
  for (let count = 1; count <= 5; count += 1) {
    raw.socket.write(REQUEST);
    await eventually('the end', () => told.length === count);
  }
  expect(new Set(listeners).size).toBe(1);
  raw.socket.destroy();
});

test('a response whose connection was gone before anybody asked is over at once', async () => {
  const responses: Parameters<typeof whenOver>[0][] = [];
  const url = await listening((_request, response) => void responses.push(response));
  const raw = openRaw(url, REQUEST.repeat(3));
  await eventually('the requests', () => responses.length === 3);
  const gone = new Promise((resolve) => void responses[0]?.req.socket.once('close', resolve));
  raw.socket.resetAndDestroy();
  await gone;
  const told: number[] = [];
  for (const [index, response] of responses.entries()) whenOver(response, () => told.push(index));
  expect(told).toEqual([0, 1, 2]);
});
