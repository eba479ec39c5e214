import type { ReportUnreadableInput } from '@marginiq/contract/unreadable';
import { describe, expect, it } from 'vitest';
import { UnreadableReports } from './unreadable-reports.ts';

const whose = { companyId: 'company', userId: 'user', deviceId: 'device' };
const documents = (count: number): ReportUnreadableInput['documents'] =>
  Array.from({ length: count }, (_, index) => ({
    collection: 'customers' as const,
    key: `c${index}`,
    seq: index,
    where: 'name: too_big',
  }));

function reports() {
  const logged: Record<string, unknown>[] = [];
  let now = Date.parse('2026-06-01T12:00:00.000Z');
  const clock = { now: () => new Date(now).toISOString() };
  const log = { error: (entry: Record<string, unknown>) => void logged.push(entry) };
  return {
    logged,
    reports: new UnreadableReports(clock, log as never),
    wait: (ms: number) => {
      now += ms;
    },
  };
}

describe('what a device cannot read', () => {
  it('an unreadable document is logged with what locates it, and counted', () => {
    const { reports: taken, logged } = reports();
    taken.take(whose, { program: '0.1.0', documents: documents(2) });
    taken.take(whose, { program: '0.1.0', documents: documents(1) });
    expect(logged).toMatchObject([
      { ...whose, program: '0.1.0', documents: documents(2), total: 2 },
      { ...whose, total: 3 },
    ]);
  });

  it('what a device cannot read is only counted where one device reports without end, until a minute is over', () => {
    const { reports: taken, logged, wait } = reports();
    for (let round = 0; round < 100; round += 1) taken.take(whose, { program: '1', documents: documents(50) });
    expect(logged).toHaveLength(10);
    taken.take({ ...whose, deviceId: 'another' }, { program: '1', documents: documents(1) });
    expect(logged).toHaveLength(11);
    wait(60_000);
    taken.take(whose, { program: '1', documents: documents(1) });
    expect(logged.at(-1)).toMatchObject({ deviceId: 'device', total: 5_002, unlogged: 4_500 });
  });

  it('what a device cannot read is remembered of so many devices and no more', () => {
    const { reports: taken, logged } = reports();
    for (let device = 0; device < 3_000; device += 1) {
      taken.take({ ...whose, deviceId: `device ${device}` }, { program: '1', documents: documents(1) });
    }
    expect(logged).toHaveLength(3_000);
  });
});
