import { describe, expect, it } from 'vitest';
import { joinTextRings, ringOfReply, type TextRing } from './key-ring.ts';

const key = (letter: string) => letter.repeat(43);
const ring = (current: string, earlier: string[] = [], mayHoldClear = false): TextRing => ({
  current: key(current),
  earlier: earlier.map(key),
  mayHoldClear,
});

describe('the ring of keys after a sign-in', () => {
  it('seals by the server’s key, and loses no key that the device had', () => {
    expect(joinTextRings(ring('n'), ring('a', ['b', 'c']))).toEqual(ring('n', ['a', 'b', 'c']));
  });

  it('holds no key twice, whoever names it', () => {
    expect(joinTextRings(ring('a'), ring('a', ['b']))).toEqual(ring('a', ['b']));
    expect(joinTextRings(ring('b', ['a', 'c']), ring('a', ['b']))).toEqual(ring('b', ['a', 'c']));
  });

  it('keeps eight earlier keys, the newest of them', () => {
    const many = joinTextRings(ring('n'), ring('a', ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']));
    expect(many.earlier).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(key));
  });

  it('believes the device, and not the server, about what stands in the clear here', () => {
    expect(joinTextRings(ring('n', [], true), ring('a', [], false)).mayHoldClear).toBe(false);
    expect(joinTextRings(ring('n', [], false), ring('a', [], true)).mayHoldClear).toBe(true);
    expect(joinTextRings(ring('n', [], true), null).mayHoldClear).toBe(true);
  });

  it('expects nothing in the clear where the first key was made long ago, and may where the server does not say', () => {
    const reply = { localKey: key('n') } as Parameters<typeof ringOfReply>[0];
    expect(ringOfReply({ ...reply, localKeyIsNew: false, earlierLocalKeys: [key('a')] })).toEqual(ring('n', ['a']));
    expect(ringOfReply({ ...reply, localKeyIsNew: true })).toEqual(ring('n', [], true));
    expect(ringOfReply(reply)).toEqual(ring('n', [], true));
    expect(ringOfReply({ ...reply, localKey: null })).toBeNull();
  });
});
