import { describe, expect, it } from 'vitest';
import {
  COMMAND_TYPES,
  COMMAND_UPCASTERS,
  type CommandEnvelope,
  type CommandType,
  commandEnvelopeSchema,
  isOfLaterVersion,
  parseCommand,
  UNREADABLE,
} from './command.ts';
import type { Written } from './upcast.ts';

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
  it.each(COMMAND_TYPES)('parseCommand takes %s whole, and misses every part of it', (type) => {
    const args = GOOD[type];
    expect(parseCommand(envelope(type, args))).toEqual({ ok: true, command: envelope(type, args) });
    for (const name of Object.keys(args)) {
      const { [name]: _left, ...rest } = args;
      expect(issues(type, rest).map((issue) => issue.split(':')[0])).toEqual([name]);
    }
  });

  it('parseCommand passes on what a command is made of, and nothing that was smuggled in', () => {
    const smuggled = { ...GOOD['request.approve'], companyId: ID, role: 'admin' };
    const parsed = parseCommand(envelope('request.approve', smuggled));
    expect(parsed.ok && parsed.command.args).toEqual(GOOD['request.approve']);
  });

  it('parseCommand takes as many lines as an offer may have, and no more', () => {
    const lines = (count: number) => ({ ...GOOD['request.revise'], items: Array(count).fill(item) });
    expect(issues('request.revise', lines(100))).toEqual([]);
    expect(issues('request.revise', lines(101))[0]).toContain('items');
  });

  it('parseCommand checks the arguments of each type and says where they do not fit', () => {
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

  it('parseCommand knows no other types, not even those that every object has', () => {
    for (const type of ['request.delete', 'constructor', '__proto__', 'toString']) {
      expect(issues(type, {})[0]).toContain('unknown command type');
    }
  });

  it('parseCommand refuses control characters in what people type', () => {
    expect(issues('request.reject', { requestId: ID, reason: 'no\u0000' })[0]).toContain('control characters');
    expect(issues('request.reject', { requestId: ID, reason: 'two\nlines' })).toEqual([]);
  });
});

describe('the envelope', () => {
  it('a command accepts any arguments, so that bad ones are refused one by one', () => {
    expect(commandEnvelopeSchema.safeParse(envelope('request.submit', 'nonsense')).success).toBe(true);
    expect(commandEnvelopeSchema.safeParse({ ...envelope('x', {}), deviceSeq: 0 }).success).toBe(false);
    expect(commandEnvelopeSchema.safeParse({ ...envelope('x', {}), id: 'x' }).success).toBe(false);
  });
});

describe('what another version of the program wrote', () => {
  const inputs = {
    rulesVersion: 3,
    governanceVersion: 2,
    statisticsVersion: 1,
    customerSeq: 9,
    ownerSeq: 8,
    productSeqs: { [ID]: 7 },
  };
  const read = (provisional: unknown) =>
    commandEnvelopeSchema.parse({ ...envelope('request.submit', {}), provisional }).provisional;

  it('explanatory content is read part by part: invalid parts are absent, the rest is there', () => {
    expect(read({ verdict: 'review', inputs })).toMatchObject({ verdict: 'review', inputs });
    const { rulesVersion: _gone, ...before } = inputs;
    expect(read({ verdict: 'review', inputs: before })).toMatchObject({ verdict: 'review', inputs: before });
    const odd = { ...inputs, customerSeq: 'nine', productSeqs: null, later: { anything: true } };
    const { later: _later, ...known } = odd;
    expect(read({ verdict: 7, inputs: odd, basis: 'x' })).toEqual({
      verdict: null,
      inputs: { ...known, customerSeq: null },
      basis: UNREADABLE,
    });
    for (const nothing of [undefined, null]) expect(read(nothing) ?? null).toBeNull();
  });

  it('an unreadable record of what an approver saw stays unreadable, and does not read as "saw nothing"', () => {
    const absent = { verdict: 'review', inputs };
    expect([read(absent)?.basis ?? null, read({ ...absent, basis: null })?.basis]).toEqual([null, null]);
    for (const nonsense of [7, 'text', []]) expect(read(nonsense)).toEqual({ basis: UNREADABLE });
    const once = read({ ...absent, basis: { ofAnotherVersion: true } });
    expect(once).toMatchObject({ ...absent, basis: UNREADABLE });
    expect(read(once)).toEqual(once);
  });

  it('an older command is brought to the current arguments by its version', () => {
    const upcasters = {
      ...COMMAND_UPCASTERS,
      'request.reject': [({ why, ...rest }: Written) => ({ ...rest, reason: why })],
    };
    const first = envelope('request.reject', { requestId: ID, why: 'No.' });
    expect(parseCommand(first).ok).toBe(false);
    expect(parseCommand(first, upcasters)).toMatchObject({ ok: true, command: { args: GOOD['request.reject'] } });
    const second = { ...envelope('request.reject', GOOD['request.reject']), version: 2 };
    expect(parseCommand(second, upcasters)).toMatchObject({ ok: true, command: { args: GOOD['request.reject'] } });
    for (const nonsense of [null, 'text', [], 7])
      expect(parseCommand(envelope('request.reject', nonsense), upcasters).ok).toBe(false);
  });

  it('an older command that cannot be brought to the current arguments is refused like any other nonsense', () => {
    const upcasters = {
      ...COMMAND_UPCASTERS,
      'request.revise': [({ items, ...rest }: Written) => ({ ...rest, items: (items as object[]).map((one) => one) })],
    };
    const parsed = parseCommand(envelope('request.revise', { requestId: ID, items: 7 }), upcasters);
    expect(parsed).toEqual({ ok: false, issues: ['args: not of version 1'] });
  });

  it('what another version of the program wrote is of a later version if its form is, or if its type is unknown and its program is later', () => {
    const now = { protocol: 5, ours: 5 };
    expect(isOfLaterVersion({ type: 'request.reject' }, now)).toBe(false);
    expect(isOfLaterVersion({ type: 'request.reject', version: 2 }, now)).toBe(true);
    expect(isOfLaterVersion({ type: 'request.delegate' }, now)).toBe(false);
    expect(isOfLaterVersion({ type: 'request.delegate' }, { protocol: 6, ours: 5 })).toBe(true);
    expect(isOfLaterVersion({ type: 'toString' }, { protocol: 6, ours: 5 })).toBe(true);
  });
});
