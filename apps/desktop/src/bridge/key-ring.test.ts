import { describe, expect, it } from 'vitest';
import { joinTextRings, ringOfReply, type TextRing } from './key-ring.ts';

const key = (letter: string) => letter.repeat(43);
const ring = (
  current: string,
  earlier: string[] = [],
  { deviceOnly = [] as string[], clear = false } = {},
): TextRing => ({
  current: key(current),
  earlier: earlier.map(key),
  deviceOnly: deviceOnly.map(key),
  mayHoldClear: clear,
});

describe('the ring of keys after a sign-in', () => {
  it('the ring of keys after a sign-in seals by the server’s key, and loses no key that the device had', () => {
    const joined = joinTextRings(ring('n'), ring('a', ['b'], { deviceOnly: ['c'] }));
    expect(joined).toEqual(ring('n', [], { deviceOnly: ['a', 'b', 'c'] }));
  });

  it('the ring of keys after a sign-in tells keys that the server returned from those that only this device has', () => {
    const joined = joinTextRings(ring('n', ['b', 'd']), ring('a', ['b'], { deviceOnly: ['d', 'e'] }));
    expect(joined).toEqual(ring('n', ['b', 'd'], { deviceOnly: ['a', 'e'] }));
  });

  it('a ring holds no key twice, whoever names it', () => {
    expect(joinTextRings(ring('a'), ring('a', ['b']))).toEqual(ring('a', [], { deviceOnly: ['b'] }));
    expect(joinTextRings(ring('b', ['a', 'c']), ring('a', ['b']))).toEqual(ring('b', ['a', 'c']));
  });

  it('the ring of keys after a sign-in keeps eight keys that only this device has', () => {
    const many = joinTextRings(ring('n'), ring('a', ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']));
    expect(many.deviceOnly).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(key));
  });

  it('the device is believed about unsealed data here, and unsealed data is possible if there was no ring', () => {
    const [clear, sealed] = [ring('n', [], { clear: true }), ring('a')];
    expect(joinTextRings(clear, sealed).mayHoldClear).toBe(false);
    expect(joinTextRings(ring('n'), ring('a', [], { clear: true })).mayHoldClear).toBe(true);
    const reply = { localKey: key('n') } as Parameters<typeof ringOfReply>[0];
    expect(ringOfReply({ ...reply, earlierLocalKeys: [key('a')] })).toEqual(ring('n', ['a'], { clear: true }));
    expect(ringOfReply(reply)).toEqual(clear);
    expect(ringOfReply({ ...reply, localKey: null })).toBeNull();
  });
});
