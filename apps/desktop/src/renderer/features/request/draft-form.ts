import { type Draft, isEmpty, NOTHING_UNCLEAR, type Unclear } from './draft.ts';
import { type KeptDraft, withDraft } from './kept-draft.ts';
import { SaveSoon } from './save-soon.ts';

export interface DraftFormPorts {
  now: () => string;
  /** Keeps the draft on the device. */
  write: (kept: KeptDraft) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

/**
 * A draft while it is shown in a form. Each part of the form watches its own part of the draft, so that a letter draws one
 * field and not a hundred.
 */
export class DraftForm {
  #kept: KeptDraft;
  readonly #ports: DraftFormPorts;
  readonly #watchers = new Set<() => void>();
  readonly #soon = new SaveSoon(() => void this.flush());
  #writing: Promise<void> = Promise.resolve();
  #unclear: Unclear = NOTHING_UNCLEAR;
  #unsaved = false;
  /** What the device has, as far as this form knows. */
  #written: KeptDraft;
  #closed = false;
  /** Whether the device has a row for it: an empty draft leaves none. */
  #stands: boolean;

  constructor(kept: KeptDraft, stands: boolean, ports: DraftFormPorts) {
    this.#kept = kept;
    this.#written = kept;
    this.#stands = stands;
    this.#ports = ports;
  }

  readonly kept = (): KeptDraft => this.#kept;
  readonly draft = (): Draft => this.#kept.draft;
  /** The same until it changes. */
  readonly unclear = (): Unclear => this.#unclear;
  /** The last change could not be kept on the device. */
  readonly unsaved = (): boolean => this.#unsaved;
  /** What is not on the device yet; null while nothing is missing there. */
  readonly unwritten = (): KeptDraft | null => (this.#closed || this.#kept === this.#written ? null : this.#kept);

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  change(update: (draft: Draft) => Draft): void {
    const next = update(this.#kept.draft);
    if (next === this.#kept.draft) return;
    this.#set(withDraft(this.#kept, next, this.#ports.now()));
  }

  /** @param words what was typed in that part of the form and chose nothing; null once it is settled */
  setUnclear(part: string, words: string | null): void {
    if ((this.#unclear.get(part) ?? null) === words) return;
    const unclear = new Map(this.#unclear);
    if (words === null) unclear.delete(part);
    else unclear.set(part, words);
    this.#unclear = unclear;
    this.#tell();
  }

  /** Changes what is kept beside the form. */
  changeKept(change: Partial<Pick<KeptDraft, 'revises' | 'title'>>): void {
    this.#set({ ...this.#kept, ...change });
  }

  #set(kept: KeptDraft): void {
    this.#kept = kept;
    this.#tell();
    if (this.#closed) return;
    this.#soon.ask();
  }

  /** Keeps what was typed last. Never rejects: `unsaved` tells. */
  flush(): Promise<void> {
    if (!this.#soon.isWaiting) return this.#writing;
    this.#soon.done();
    // One after another, so that an older text is never written last; each takes the newest, so that a slow disk is one behind.
    this.#writing = this.#writing
      .then(() => this.#writeNewest())
      .then(
        () => this.#setUnsaved(false),
        () => this.#setUnsaved(true),
      );
    return this.#writing;
  }

  async #writeNewest(): Promise<void> {
    const kept = this.#kept;
    if (kept === this.#written) return;
    if (isEmpty(kept.draft) && kept.revises === null) {
      if (this.#stands) await this.#ports.remove(kept.id);
      this.#stands = false;
    } else {
      await this.#ports.write(kept);
      this.#stands = true;
    }
    this.#written = kept;
  }

  #setUnsaved(unsaved: boolean): void {
    if (this.#unsaved === unsaved) return;
    this.#unsaved = unsaved;
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** It was submitted or discarded: whatever is typed from now on is not kept. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#soon.done();
    await this.#writing;
  }
}
