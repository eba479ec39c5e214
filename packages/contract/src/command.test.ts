import { describe, expect, it } from 'vitest';
import {
  COMMAND_TYPES,
  type CommandEnvelope,
  type CommandType,
  commandEnvelopeSchema,
  parseCommand,
} from './command.ts';

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

const item = { productId: ID, quantity: 1, discountBp: 500 };
const GOOD: Record<CommandType, Record<string, unknown>> = {
  'request.submit': { requestId: ID, customerId: ID, items: [item], justification: 'Because.' },
  'request.revise': { requestId: ID, items: [item], justification: '' },
  'request.withdraw': { requestId: ID },
  'request.approve': { requestId: ID, note: null },
  'request.reject': { requestId: ID, reason: 'No.' },
  'request.requestAdjustment': { requestId: ID, reason: 'Less.', suggestedDiscountBp: null },
  'request.recordSale': { requestId: ID, sale: 'won' },
};

describe('parseCommand', () => {
  it.each(COMMAND_TYPES)('takes %s whole, and misses every part of it', (type) => {
    const args = GOOD[type];
    expect(parseCommand(envelope(type, args))).toEqual({ ok: true, command: envelope(type, args) });
    for (const name of Object.keys(args)) {
      const { [name]: _left, ...rest } = args;
      expect(issues(type, rest).map((issue) => issue.split(':')[0])).toEqual([name]);
    }
  });

  it('passes on what a command is made of, and nothing that was smuggled in', () => {
    const smuggled = { ...GOOD['request.approve'], companyId: ID, role: 'admin' };
    const parsed = parseCommand(envelope('request.approve', smuggled));
    expect(parsed.ok && parsed.command.args).toEqual(GOOD['request.approve']);
  });

  it('takes as many lines as an offer may have, and no more', () => {
    const lines = (count: number) => ({ ...GOOD['request.revise'], items: Array(count).fill(item) });
    expect(issues('request.revise', lines(100))).toEqual([]);
    expect(issues('request.revise', lines(101))[0]).toContain('items');
  });

  it('checks the arguments of each type and says where they do not fit', () => {
    expect(issues('request.withdraw', { requestId: ID })).toEqual([]);
    expect(issues('request.withdraw', { requestId: 'x' })[0]).toContain('requestId');
    expect(issues('request.reject', { requestId: ID, reason: '   ' })[0]).toContain('a reason is required');
    const deep = { ...item, discountBp: 10_001 };
    expect(issues('request.revise', { requestId: ID, items: [deep], justification: '' })[0]).toContain(
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
