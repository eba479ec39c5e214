import { describe, expect, it } from 'vitest';
import { patientFetch, retryAfterMsOf } from './patient-fetch.ts';

const refusal = (retryAfter: string, steer: string) =>
  new Response(JSON.stringify({ error: { data: { steer } } }), { status: 503, headers: { 'retry-after': retryAfter } });

/** A server that gives these answers, one after the other, and then works. */
function calls(answers: Response[], mayRepeat = true) {
  const waits: number[] = [];
  const wait = async (ms: number) => void waits.push(ms);
  const server = async () => answers.shift() ?? new Response('ok');
  const patient = patientFetch(server, { mayRepeat: () => mayRepeat, wait, random: () => 0.5 });
  return { waits, ask: async () => (await patient('/trpc/x', { method: 'POST' })).status };
}

describe('a call to a server that is busy for a moment', () => {
  it('a refused request waits as long as the server asks, plus a random bit, and is made again', async () => {
    const { ask, waits } = calls([refusal('2', 'busy'), refusal('1', 'moved')]);
    expect(await ask()).toBe(200);
    expect(waits).toEqual([2_500, 1_500]);
  });

  it('a call is given up after two repeats, or if the server asks for a longer wait than a person would accept', async () => {
    const busy = calls(Array.from({ length: 5 }, () => refusal('1', 'busy')));
    expect(await busy.ask()).toBe(503);
    expect(busy.waits).toHaveLength(2);
    const long = calls([refusal('30', 'busy')]);
    expect(await long.ask()).toBe(503);
    expect(long.waits).toEqual([]);
  });

  it('a call that may have changed something is repeated only if the server says that it did nothing', async () => {
    expect(await calls([refusal('1', 'busy')], false).ask()).toBe(503);
    expect(await calls([refusal('1', 'moved')], false).ask()).toBe(200);
  });

  it('a call to a server that is busy for a moment is not made again during maintenance, nor for a proxy’s own refusal', async () => {
    expect(await calls([refusal('1', 'maintenance')]).ask()).toBe(503);
    const proxy = new Response('<html>', { status: 503, headers: { 'retry-after': '1' } });
    expect(await calls([proxy]).ask()).toBe(503);
  });
});

it('a time to wait is a number of seconds', () => {
  const of = (header: string) => retryAfterMsOf(new Response('', { headers: { 'retry-after': header } }));
  expect(of('3')).toBe(3_000);
  for (const header of ['', 'soon', '-1', 'Wed, 21 Oct 2026 07:28:00 GMT']) expect(of(header)).toBeNull();
  expect(retryAfterMsOf(new Response(''))).toBeNull();
});
