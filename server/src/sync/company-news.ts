import { MAX_STREAMED_BYTES, MAX_STREAMED_ROWS } from '@marginiq/contract/stream';
import type { CommitNews, Written } from '../tenancy/commit.ts';

/** What a company's streams are told. `written` is null where it is too much, or not known: then it is pulled. */
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
 * The positions of one company as this process hears of them, told to its streams without a gap and in order. A
 * commit of this process comes with what it wrote. Of another's only the position is known; what was written up to it
 * is then read, once for all streams.
 */
export class CompanyNews {
  readonly listeners = new Set<NewsListener>();
  readonly #read: (after: number, upTo: number) => Promise<Written[] | null>;
  /** Told up to here; null before the first news. */
  #told: number | null = null;
  /** Heard of up to here. */
  #heard = -1;
  #reading: Promise<void> | null = null;

  constructor(read: (after: number, upTo: number) => Promise<Written[] | null>) {
    this.#read = read;
  }

  committed({ after, seq, written }: CommitNews): void {
    if (seq <= this.#heard) return;
    this.#heard = seq;
    const follows = this.#reading === null && (this.#told === null || this.#told === after);
    if (follows) this.#tell({ after, seq, written: isSmall(written) ? written : null });
    else this.#catchUp();
  }

  reached(seq: number): void {
    if (seq <= this.#heard) return;
    this.#heard = seq;
    this.#catchUp();
  }

  /** The way by which positions are heard of was broken for a while. */
  missed(): void {
    this.#tell({ after: 0, seq: null, written: null });
  }

  #tell(news: News): void {
    if (news.seq !== null) this.#told = news.seq;
    for (const listener of this.listeners) listener(news);
  }

  #catchUp(): void {
    this.#reading ??= this.#readOn().finally(() => {
      this.#reading = null;
      if (this.#told !== this.#heard) this.#catchUp();
    });
  }

  async #readOn(): Promise<void> {
    while (this.#told !== this.#heard) {
      const [after, seq] = [this.#told, this.#heard];
      const written = after === null ? null : await this.#read(after, seq);
      this.#tell({ after: after ?? seq, seq, written: written !== null && isSmall(written) ? written : null });
    }
  }
}
