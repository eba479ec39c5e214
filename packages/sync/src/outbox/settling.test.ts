import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testId } from '../testing/ids.ts';
import type { OutboxEntry } from './outbox-entry.ts';
import { renumberedBy } from './settling.ts';

const waiting = (deviceSeq: number, index: number) =>
  ({ command: { id: testId(index + 1), deviceSeq }, state: 'waiting', outcome: null }) as OutboxEntry;

/** Numbers that grow, with or without gaps, as a damaged or a lost row leaves them. */
const numbers = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 })
  .map((steps) => steps.map((_, index) => steps.slice(0, index + 1).reduce((a, b) => a + b, 0)));

const idsByNumber = (entries: readonly OutboxEntry[]) =>
  entries.toSorted((a, b) => a.command.deviceSeq - b.command.deviceSeq).map(({ command }) => command.id);

describe('renumbering what waits', () => {
  it("renumbering what waits counts on from the server's next number without a gap, and keeps the order wherever the writing stops", () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 40 }), fc.nat(12), (given, nextDeviceSeq, written) => {
        const entries = given.map(waiting);
        const steps = renumberedBy(entries, { outcomes: [], nextDeviceSeq });
        const after = (count: number) => {
          const changed = new Map(steps.slice(0, count).map((entry) => [entry.command.id, entry]));
          return entries.map((entry) => changed.get(entry.command.id) ?? entry);
        };
        const partly = after(written);
        expect(new Set(partly.map(({ command }) => command.deviceSeq)).size).toBe(entries.length);
        expect(idsByNumber(partly)).toEqual(idsByNumber(entries));
        expect(after(steps.length).map(({ command }) => command.deviceSeq)).toEqual(
          entries.map((_, index) => nextDeviceSeq + index),
        );
      }),
    );
  });
});
