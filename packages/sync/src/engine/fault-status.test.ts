import { describe, expect, it } from 'vitest';
import { faultStatus } from './fault-status.ts';
import { INITIAL_STATUS } from './sync-status.ts';
import { TransportError } from './transport.ts';

const NOW = '2026-06-01T12:00:00.000Z';
const maintenance = new TransportError('maintenance', 'under maintenance', { overInMs: 60_000 });

describe('the status after a failure', () => {
  it('the status after a failure names the fault, and when a maintenance is over by the clock that its person looks at', () => {
    expect(faultStatus(maintenance, NOW)).toMatchObject({
      phase: 'waiting',
      fault: 'maintenance',
      maintenanceUntil: '2026-06-01T12:01:00.000Z',
      live: false,
    });
    expect(faultStatus(new TransportError('server', 'broke', { requestId: 'r-1' }), NOW).reference).toBe('r-1');
  });

  it('the status after a failure keeps nothing that an earlier fault said', () => {
    const before = { ...INITIAL_STATUS, ...faultStatus(maintenance, NOW), reference: 'r-1' };
    const after = { ...before, ...faultStatus(new Error('the disk failed'), NOW) };
    expect(after).toMatchObject({
      fault: 'local',
      message: 'the disk failed',
      reference: null,
      maintenanceUntil: null,
    });
  });

  it.each([
    ['signedOut', 'stopped'],
    ['revoked', 'stopped'],
    ['offline', 'waiting'],
    ['suspended', 'waiting'],
  ] as const)('%s is a fault after which it has %s', (fault, phase) => {
    expect(faultStatus(new TransportError(fault, ''), NOW).phase).toBe(phase);
  });
});
