import { MAX_STREAMED_BYTES, MAX_STREAMED_ROWS } from '@marginiq/contract/stream';
import type { Written } from '../tenancy/synced.ts';
import type { CommitNews } from '../tenancy/unit-of-work.ts';

/** News for a company's streams. `written` is null if it is too much, or unknown: then clients pull. */
export interface News {
  after: number;
  /** Null: something was missed, and nobody knows how much. */
  seq: number | null;
  written: Written[] | null;
}
export type NewsListener = (news: News) => void;

const isSmall = (written: readonly Written[]) =>
  written.length <= MAX_STREAMED_ROWS && JSON.stringify(written).length <= MAX_STREAMED_BYTES;

/**
 * The positions of one company as this process learns of them, passed to its streams without a gap and in order. A
 * commit of this process comes with what it wrote. Of another process's commit only the position is known; what was
 * written up to it is then read, once for all streams.
 */
export class CompanyNews {
  readonly listeners = new Set<NewsListener>();
  readonly #read: (after: number, upTo: number) => Promise<Written[] | null>;
  /** Told, and heard of, up to here; null before the first news. */
  #told: number | null = null;
  #heard: number | null = null;
  /** Grows when positions begin again: what was being read then is of the time before. */
  #round = 0;
  #reading: Promise<void> | null = null;

  readonly #onTold: (seconds: number) => void;
  /** Since when streams are behind what was heard of. */
  #heardAt: number | null = null;

  constructor(
    read: (after: number, upTo: number) => Promise<Written[] | null>,
    onTold: (seconds: number) => void = () => undefined,
  ) {
    this.#read = read;
    this.#onTold = onTold;
  }

  committed({ after, seq, written }: CommitNews): void {
    if (!this.#hear(seq)) return;
    const follows = this.#reading === null && (this.#told === null || this.#told === after);
    if (follows) this.#tell({ after, seq, written: isSmall(written) ? written : null });
    else this.#catchUp();
  }

  reached(seq: number): void {
    if (this.#hear(seq)) this.#catchUp();
  }

  /** A backup was restored: positions begin again where it left off. */
  restarted(): void {
    this.#told = null;
    this.#heard = null;
    this.#round += 1;
    this.missed();
  }

  /** The way by which positions are heard of was broken for a while. */
  missed(): void {
    this.#tell({ after: 0, seq: null, written: null });
  }

  #hear(seq: number): boolean {
    if (seq <= (this.#heard ?? -1)) return false;
    this.#heard = seq;
    this.#heardAt ??= performance.now();
    return true;
  }

  #tell(news: News): void {
    if (news.seq !== null) this.#told = news.seq;
    for (const listener of this.listeners) listener(news);
    if (this.#heardAt !== null) this.#onTold((performance.now() - this.#heardAt) / 1000);
    this.#heardAt = null;
  }

  #catchUp(): void {
    this.#reading ??= this.#readOn().finally(() => {
      this.#reading = null;
      if (this.#told !== this.#heard) this.#catchUp();
    });
  }

  async #readOn(): Promise<void> {
    while (this.#heard !== null && this.#told !== this.#heard) {
      const [after, seq, round] = [this.#told, this.#heard, this.#round];
      const written = after === null ? null : await this.#read(after, seq);
      if (round !== this.#round) return;
      this.#tell({ after: after ?? seq, seq, written: written !== null && isSmall(written) ? written : null });
    }
  }
}
