import { describe, expect, test } from 'vitest';
import { createBareServer } from '../testing/bare-server.ts';

const TOKEN = 'a token for the metrics';

describe('the metrics', () => {
  test('the metrics are read by a program on this computer, if there is no token', async () => {
    await using bare = await createBareServer();
    const answer = await bare.server.inject('/metrics');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
    expect(answer.body).toContain('marginiq_commit_attempts_total');
  });

  test.each([
    ['from another computer', { remoteAddress: '203.0.113.7' }],
    ['through a proxy on this computer that nobody told of', { headers: { 'x-forwarded-for': '203.0.113.7' } }],
  ])('the metrics are not there for a stranger %s', async (_whence, from) => {
    await using bare = await createBareServer();
    const answer = await bare.server.inject({ url: '/metrics', ...from });
    expect([answer.statusCode, answer.body]).toEqual([404, 'Not found.']);
  });

  test.each([
    ['none', {}],
    ['another', { authorization: 'Bearer something else' }],
    ['the beginning of it', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
  ])('metrics are refused to a caller with the token %s, wherever from, if one is set', async (_which, headers) => {
    await using bare = await createBareServer({ metricsToken: TOKEN });
    expect((await bare.server.inject({ url: '/metrics', headers })).statusCode).toBe(404);
  });

  test('the metrics are read with the token from anywhere', async () => {
    await using bare = await createBareServer({ metricsToken: TOKEN });
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await bare.server.inject({ url: '/metrics', headers, remoteAddress: '203.0.113.7' })).statusCode).toBe(200);
  });
});
