import type { Cursor } from '@marginiq/contract/cursor';
import { generationOf, type StoredRow } from './stored-page.ts';

/**
 * How far what was pulled has been read, and whether reading can continue from there. A reading from the beginning is a
 * generation; its pages replace those of the one before once it is complete.
 */
export class Reading {
  #cursor: Cursor | null = null;
  #generation = 0;
  /** Of the documents of this generation some were given up to make room, or cannot be opened: it cannot be continued. */
  #thinnedGeneration = 0;
  /** The next page begins a generation. */
  #begins = false;
  /** How often another window wrote at the same time as this one, so that the pages may not be what they should be. */
  #doubts = 0;
  /** How many doubts a reading from the beginning has dispelled, and how many the one that begins with the next page will. */
  #dispelled = 0;
  #dispelsNext = 0;

  /** Where to continue; null: from the beginning. */
  get cursor(): Cursor | null {
    return this.isDoubtful || this.#generation === this.#thinnedGeneration ? null : this.#cursor;
  }

  /** How far the pages reach, whether or not reading can continue from there; null: they do not say. */
  get reached(): Cursor | null {
    return this.#cursor;
  }

  get generation(): number {
    return this.#generation;
  }

  get isDoubtful(): boolean {
    return this.#begins || this.#dispelled < this.#doubts;
  }

  get doubts(): number {
    return this.#doubts;
  }

  doubt(): void {
    this.#doubts += 1;
  }

  /**
   * Where to continue after the next page, as stored with that page: nowhere while there is a doubt that its reading does not
   * dispel. Otherwise a window that opens after this one has closed, and knows of no doubt, would continue there.
   */
  behind(cursor: Cursor): Cursor | undefined {
    return this.#begins || !this.isDoubtful ? cursor : undefined;
  }

  begin(doubts: number): void {
    this.#begins = true;
    this.#dispelsNext = doubts;
  }

  /** The generation that the next page belongs to. */
  get nextGeneration(): number {
    return this.#begins || this.#generation === 0 ? this.#generation + 1 : this.#generation;
  }

  /** A page of this generation was written. */
  wrotePage(generation: number, cursor: Cursor): void {
    if (this.#begins) this.#dispelled = Math.max(this.#dispelled, this.#dispelsNext);
    this.#begins = false;
    this.#generation = generation;
    this.#cursor = cursor;
  }

  /** Takes up where these pages lead to. */
  standAt(rows: readonly StoredRow[], unopened: readonly StoredRow[]): void {
    const last = rows.at(-1);
    this.#generation = last === undefined ? 0 : generationOf(last.id);
    this.#cursor = last?.cursor ?? null;
    const thinned = [...rows.filter((row) => row.thinned), ...unopened].map(({ id }) => generationOf(id));
    this.#thinnedGeneration = Math.max(0, ...thinned);
  }

  /** Another window added this page. */
  follow({ id, cursor }: StoredRow, isOpened: boolean): void {
    const generation = generationOf(id);
    if (!isOpened) this.#thinnedGeneration = Math.max(this.#thinnedGeneration, generation);
    // One of an older reading comes late: it is swept with that.
    if (generation < this.#generation) return;
    this.#generation = generation;
    this.#cursor = cursor ?? null;
  }
}
