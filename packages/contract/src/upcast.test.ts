import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_UPCASTERS, type DocumentUpcasters, upcastDocument, upcastPulled } from './document-versions.ts';
import { type Upcaster, upcast, type Written } from './upcast.ts';

/** Each notes that it ran. */
const steps = (count: number): Upcaster[] =>
  Array.from({ length: count }, (_, index) => (written: Written) => ({
    ...written,
    passed: [...((written.passed as number[] | undefined) ?? []), index + 1],
  }));

it('what a version wrote passes every step from that version on, in order, and none before it', () => {
  fc.assert(
    fc.property(fc.nat(6), fc.integer({ min: 1, max: 9 }), (count, version) => {
      const { passed = [] } = upcast({}, { version, upcasters: steps(count) });
      const expected = Array.from({ length: Math.max(count - version + 1, 0) }, (_, index) => version + index);
      expect(passed).toEqual(expected);
    }),
  );
});

describe('a document', () => {
  const upcasters: DocumentUpcasters = { ...DOCUMENT_UPCASTERS, customer: steps(2), person: steps(1) };

  it('a document that names no version is of the first, and names its own afterwards', () => {
    expect(upcastDocument({ id: 'k' }, 'customer', upcasters)).toEqual({ id: 'k', passed: [1, 2], schemaVersion: 3 });
    const second = { id: 'k', schemaVersion: 2 };
    expect(upcastDocument(second, 'customer', upcasters)).toEqual({ id: 'k', passed: [2], schemaVersion: 3 });
  });

  it('a document of this version or a later one is unchanged', () => {
    for (const schemaVersion of [3, 4, 99]) {
      const document = { id: 'k', schemaVersion };
      expect(upcastDocument(document, 'customer', upcasters)).toBe(document);
    }
  });

  it.each([{ schemaVersion: 'two' }, { schemaVersion: 0 }, { schemaVersion: 1.5 }, { schemaVersion: null }])(
    'a document whose version makes no sense (%j) is treated as one of the first',
    (document) => {
      expect(upcastDocument(document, 'customer', upcasters).passed).toEqual([1, 2]);
    },
  );

  it('a document that cannot be brought to the current form is passed on unchanged: the schema sets it aside, and nothing else', () => {
    const first = ({ lines, ...rest }: Written) => ({ ...rest, items: (lines as object[]).map((one) => one) });
    const damaged = { id: 'k', lines: 7 };
    expect(upcastPulled('requests', damaged, { ...upcasters, request: [first] })).toBe(damaged);
  });

  it('a reference document is recognised by its kind; anything else is left to the schema', () => {
    expect(upcastPulled('reference', { kind: 'person' }, upcasters)).toMatchObject({ passed: [1] });
    expect(upcastPulled('customers', {}, upcasters)).toMatchObject({ passed: [1, 2] });
    for (const nonsense of [{ kind: 'toString' }, { kind: 7 }, 7, null, 'text', []]) {
      expect(upcastPulled('reference', nonsense, upcasters)).toBe(nonsense);
    }
  });
});
