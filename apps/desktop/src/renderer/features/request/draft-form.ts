import { type Draft, isEmpty, NOTHING_UNCLEAR, type Unclear, withUnclear } from './draft.ts';
import { type KeptDraft, withDraft } from './kept-draft.ts';
import { SaveSoon } from './save-soon.ts';

export interface DraftFormPorts {
  now: () => string;
  /** Keeps the draft on the device. */
  write: (kept: KeptDraft) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

function unclearIn({ unclear = {} }: Draft, typing: ReadonlySet<string>): Unclear {
  const settled = Object.entries(unclear).filter(([part]) => !typing.has(part));
  return settled.length === 0 ? NOTHING_UNCLEAR : new Map(settled);
}

/**
 * A draft while it is shown in a form. Each part of the form watches its own part of the draft, so that a keystroke
 * renders one field and not a hundred.
 */
export class DraftForm {
  #kept: KeptDraft;
  readonly #ports: DraftFormPorts;
  readonly #watchers = new Set<() => void>();
  readonly #soon = new SaveSoon(() => void this.flush());
  #writing: Promise<void> = Promise.resolve();
  #unclear: Unclear;
  /** The parts in which somebody is in the middle of a word. */
  readonly #typing = new Set<string>();
  #unsaved = false;
  /** The form's initial content, if the device had no draft. */
  readonly #begun: Draft | null;
  /** The device's version, as far as this form knows. */
  #written: KeptDraft;
  #closed = false;
  /** Whether the device has a row for it: an empty draft leaves none. */
  #stands: boolean;

  constructor(kept: KeptDraft, stands: boolean, ports: DraftFormPorts) {
    this.#kept = kept;
    this.#written = kept;
    this.#unclear = unclearIn(kept.draft, this.#typing);
    this.#stands = stands;
    this.#begun = stands ? null : kept.draft;
    this.#ports = ports;
  }

  readonly kept = (): KeptDraft => this.#kept;
  readonly draft = (): Draft => this.#kept.draft;
  /** The same until it changes. */
  readonly unclear = (): Unclear => this.#unclear;
  /** Nothing was typed, now or earlier. */
  readonly isUntouched = (): boolean => this.#kept.draft === this.#begun;
  /** The last change could not be kept on the device. */
  readonly unsaved = (): boolean => this.#unsaved;
  /** The part that is not on the device yet; null if nothing is missing there. */
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

  /**
   * Keeps words that chose nothing, like everything else that was typed.
   * @param words null once the part of the form is settled
   * @param isTyping nothing is said of them yet
   */
  setUnclear(part: string, words: string | null, { isTyping } = { isTyping: false }): void {
    const wasTyping = this.#typing.has(part);
    if (isTyping) this.#typing.add(part);
    else this.#typing.delete(part);
    const { draft } = this.#kept;
    const next = withUnclear(draft, part, words);
    if (next === draft && wasTyping === isTyping) return;
    this.#unclear = unclearIn(next, this.#typing);
    if (next === draft) this.#tell();
    else this.#set(withDraft(this.#kept, next, this.#ports.now()));
  }

  /** Changes what is kept beside the form. */
  changeKept(change: Partial<Pick<KeptDraft, 'revises' | 'title'>>): void {
    this.#set({ ...this.#kept, ...change });
  }

  #set(kept: KeptDraft): void {
    if (kept.draft.unclear !== this.#kept.draft.unclear) this.#unclear = unclearIn(kept.draft, this.#typing);
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
