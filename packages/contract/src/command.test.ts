import { describe, expect, it } from 'vitest';
import { type CommandEnvelope, commandEnvelopeSchema, parseCommand } from './command.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const envelope = (type: string, args: unknown): CommandEnvelope => ({
  id: ID,
  deviceId: ID,
  deviceSeq: 1,
  type,
  args,
  baseRevision: 1,
  madeAt: '2026-06-01T12:00:00.000Z',
  provisional: null,
});
const issues = (type: string, args: unknown) => {
  const parsed = parseCommand(envelope(type, args));
  return parsed.ok ? [] : parsed.issues;
};

describe('parseCommand', () => {
  it('checks the arguments of each type and says where they do not fit', () => {
    expect(issues('request.withdraw', { requestId: ID })).toEqual([]);
    expect(issues('request.withdraw', { requestId: 'x' })[0]).toContain('requestId');
    expect(issues('request.reject', { requestId: ID, reason: '   ' })[0]).toContain('a reason is required');
    const item = { productId: ID, quantity: 1, discountBp: 10_001 };
    expect(issues('request.revise', { requestId: ID, items: [item], justification: '' })[0]).toContain(
      'items.0.discountBp',
    );
    expect(issues('request.revise', { requestId: ID, items: [], justification: '' })[0]).toContain('items');
    expect(issues('request.withdraw', null)).toHaveLength(1);
  });

  it('knows no other types, not even those that every object has', () => {
    for (const type of ['request.delete', 'constructor', '__proto__', 'toString']) {
      expect(issues(type, {})[0]).toContain('unknown command type');
    }
  });

  it('refuses control characters in what people type', () => {
    expect(issues('request.reject', { requestId: ID, reason: 'no\u0000' })[0]).toContain('control characters');
    expect(issues('request.reject', { requestId: ID, reason: 'two\nlines' })).toEqual([]);
  });
});

describe('the envelope', () => {
  it('takes any arguments, so that bad ones are refused one by one', () => {
    expect(commandEnvelopeSchema.safeParse(envelope('request.submit', 'nonsense')).success).toBe(true);
    expect(commandEnvelopeSchema.safeParse({ ...envelope('x', {}), deviceSeq: 0 }).success).toBe(false);
    expect(commandEnvelopeSchema.safeParse({ ...envelope('x', {}), id: 'x' }).success).toBe(false);
  });
});
