import type { ImportStagingRecord, TenantDocuments } from '../tenancy/documents.ts';
import { requireFit, UnfitDocumentError } from '../tenancy/fit.ts';
import type { ImportedName } from '../tenancy/import-documents.ts';
import type { TenantStore } from '../tenancy/tenant-store.ts';
import { IMPORT_WORDS } from '../words/import-words.ts';
import type { Problem, Problems } from './problem.ts';

/** So many are written at once: the rest of a large import is not in memory. */
const BATCH = 200;

/** A document to be staged, and the place in the files that mentions it. */
export interface Staged<N extends ImportedName> {
  name: N;
  at: Pick<Problem, 'file' | 'line' | 'column'> & { value: string };
  document: TenantDocuments[N];
  former: TenantDocuments[N] | null;
  handOver?: ImportStagingRecord['handOver'];
}

/**
 * Stages a plan's documents while the plan is being made. Each is judged; they are kept only as long as there is no problem,
 * because with one nothing is imported.
 */
export class Staging {
  readonly importId: string;
  readonly #store: TenantStore;
  readonly #problems: Problems;
  readonly #keeps: () => boolean;
  #batch: ImportStagingRecord[] = [];
  #count = 0;

  /** @param keeps whether anything should be written at all; each document is judged in either case */
  constructor(
    store: TenantStore,
    { importId, problems, keeps }: { importId: string; problems: Problems; keeps: () => boolean },
  ) {
    this.importId = importId;
    this.#store = store;
    this.#problems = problems;
    this.#keeps = keeps;
  }

  /** How many documents were put aside. */
  get count(): number {
    return this.#count;
  }

  /** Must be awaited if it returns a promise. A document that no device could read is a problem. */
  add<N extends ImportedName>({ name, at, document, former, handOver }: Staged<N>): Promise<void> | undefined {
    if (!this.#isFit(name, document, at) || this.#problems.count > 0 || !this.#keeps()) return undefined;
    const n = this.#count;
    this.#count += 1;
    const { companyId } = this.#store;
    const formerSeq = former?.seq ?? null;
    const record = { _id: `${this.importId}/${n}`, companyId, importId: this.importId, n, name, key: at.value };
    const moves = handOver === undefined ? {} : { handOver };
    this.#batch.push({ ...record, document, formerSeq, ...moves } as ImportStagingRecord);
    return this.#batch.length < BATCH ? undefined : this.flush();
  }

  /** Judges a document that is not put aside itself, because it goes along with another one. */
  judge<N extends ImportedName>(name: N, document: TenantDocuments[N], at: Staged<N>['at']): void {
    this.#isFit(name, document, at);
  }

  #isFit<N extends ImportedName>(name: N, document: TenantDocuments[N], at: Staged<N>['at']): boolean {
    try {
      requireFit(name, document);
      return true;
    } catch (error) {
      if (!(error instanceof UnfitDocumentError)) throw error;
      this.#problems.add({ ...at, reason: IMPORT_WORDS.unreadable(error.places.join('; ')) });
      return false;
    }
  }

  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    await this.#store.collection('importStaging').insertMany(batch);
  }

  async discard(): Promise<void> {
    this.#batch = [];
    if (this.#count > 0) await this.#store.collection('importStaging').deleteMany({ importId: this.importId });
  }
}
