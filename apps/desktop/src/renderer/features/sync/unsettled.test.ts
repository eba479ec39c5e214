import type { Command } from '@marginiq/contract/command';
import type { OutboxEntry } from '@marginiq/sync/outbox/outbox-entry';
import { NOTHING_HELD } from '@marginiq/sync/outbox/sealed-entries';
import { describe, expect, it } from 'vitest';
import { areAllAccepted, countUnsettled } from './unsettled.ts';

const command = (id: string) => ({ id }) as Command;
const entry = (id: string, state: OutboxEntry['state']) => ({ command: { id }, state, outcome: null }) as OutboxEntry;

describe('what has no end yet', () => {
  it('waiting and refused commands are counted, accepted ones are not', () => {
    const entries = [entry('a', 'waiting'), entry('b', 'waiting'), entry('c', 'refused'), entry('d', 'accepted')];
    expect(countUnsettled(entries, NOTHING_HELD)).toEqual({ waiting: 2, refused: 1, locked: 0 });
  });

  it('locked unsent commands are counted, other locked or damaged ones are not', () => {
    const held = { lockedWaiting: 2, lockedRefused: 3, damaged: 4 };
    expect(countUnsettled([entry('a', 'waiting')], held)).toEqual({ waiting: 1, refused: 0, locked: 2 });
  });

  it.each([
    [['a', 'b'], true],
    [['a', 'c'], false],
    [['unknown'], false],
  ])('what has no end yet is accepted only if all of it is: %j', (ids, expected) => {
    const entries = [entry('a', 'accepted'), entry('b', 'accepted'), entry('c', 'waiting')];
    expect(areAllAccepted(ids.map(command), entries)).toBe(expected);
  });
});
