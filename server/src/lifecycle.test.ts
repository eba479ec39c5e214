import { expect, test } from 'vitest';
import { Lifecycle } from './lifecycle.ts';
import { createBareServer } from './testing/bare-server.ts';

test('a process that was asked to stop never takes work again', () => {
  const lifecycle = new Lifecycle();
  lifecycle.become('draining');
  lifecycle.become('serving');
  expect(lifecycle.phase).toBe('draining');
});

test('what is under way is waited for, and each counts once however often it ends', async () => {
  const lifecycle = new Lifecycle();
  const [first, second] = [lifecycle.enter('call'), lifecycle.enter('call')];
  lifecycle.enter('stream');
  let isOver = false;
  const over = lifecycle.over('call', 60_000).then((inTime) => {
    isOver = inTime;
  });
  first();
  first();
  await Promise.resolve();
  expect(isOver).toBe(false);
  second();
  await over;
  expect(isOver).toBe(true);
});

test('what takes too long is not waited for', async () => {
  const lifecycle = new Lifecycle();
  lifecycle.enter('call');
  expect(await lifecycle.over('call', 1)).toBe(false);
});

test('a process that is not connected yet, or whose MongoDB is away, is not ready', async () => {
  const lifecycle = new Lifecycle();
  await using bare = await createBareServer({ services: { lifecycle } });
  const ask = async () => {
    const answer = await bare.server.inject('/ready');
    return [answer.statusCode, answer.json().why, answer.headers['retry-after']];
  };
  expect(await ask()).toEqual([503, 'starting', '2']);
  lifecycle.become('serving');
  expect(await ask()).toEqual([503, 'mongodb', '2']);
});

test('a process that drains refuses every procedure, and says that another one takes over', async () => {
  const lifecycle = new Lifecycle();
  await using bare = await createBareServer({ services: { lifecycle } });
  lifecycle.become('draining');
  for (const url of ['/trpc/sync.push', '/trpc/auth.login', '/trpc/sync.stream']) {
    const answer = await bare.server.inject({ method: url.endsWith('stream') ? 'GET' : 'POST', url });
    expect(answer.statusCode, url).toBe(503);
    expect(answer.json().error.data, url).toMatchObject({ code: 'SERVICE_UNAVAILABLE', steer: 'moved' });
    expect(answer.headers, url).toMatchObject({ 'retry-after': '1', connection: 'close' });
  }
});
