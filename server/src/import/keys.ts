import { TABLE_WORDS } from '../words/table-words.ts';
/**
 * A key as it is compared: `c-1` and `C-1` are one customer, and so are the two ways in which Unicode writes an umlaut.
 * Kept and shown as somebody wrote it.
 */
export const foldKey = (key: string): string => key.normalize('NFC').trim().replaceAll(/\s+/gu, ' ').toLowerCase();

/** A folded key without the zeros that a spreadsheet drops in front of a number. */
export const withoutZeros = (folded: string): string =>
  /^0\d+$/.test(folded) ? folded.replace(/^0+(?=\d)/, '') : folded;

/** The problem with a new key that differs from a stored one in leading zeros alone. */
export const zerosReason = (key: string) => TABLE_WORDS.newBesideSimilarKey(key);

/** The stored spelling of a key, if a file writes it differently. */
export const writtenReason = (key: string) => TABLE_WORDS.spelledHere(key);

/** Documents by the company's own key, however that is written. */
export class KeyIndex<T> {
  readonly #keyOf: (document: T) => string;
  readonly #exact = new Map<string, T>();
  readonly #folded = new Map<string, T>();
  readonly #withoutZeros = new Map<string, T>();

  constructor(documents: Iterable<T>, keyOf: (document: T) => string) {
    this.#keyOf = keyOf;
    for (const document of documents) this.set(document);
  }

  set(document: T): void {
    const key = this.#keyOf(document);
    this.#exact.set(key, document);
    this.#folded.set(foldKey(key), document);
    this.#withoutZeros.set(withoutZeros(foldKey(key)), document);
  }

  find(key: string): T | undefined {
    return this.#exact.get(key) ?? this.#folded.get(foldKey(key));
  }

  /** The key of another document that differs in leading zeros alone: `00417` beside `417`. */
  differingInZeros(key: string): string | null {
    const other = this.#withoutZeros.get(withoutZeros(foldKey(key)));
    if (other === undefined || foldKey(this.#keyOf(other)) === foldKey(key)) return null;
    return this.#keyOf(other);
  }

  values(): Iterable<T> {
    return this.#exact.values();
  }
}
