import { type DecisionDraft, joined } from '../request/decision-draft.ts';

export interface DecisionPorts {
  /** What is kept on the device; null if nothing is. */
  read: () => Promise<DecisionDraft | null>;
  write: (draft: DecisionDraft) => Promise<void>;
  /** Does the work while no other window of this device reads or writes the same decision. */
  inTurn: (work: () => Promise<void>) => Promise<void>;
}

export interface UnwrittenDecision {
  typed: DecisionDraft;
  base: DecisionDraft;
}

const isSame = (a: DecisionDraft, b: DecisionDraft): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * A decision that is being written, as one of several windows shows it. What another window wrote is shown here too while
 * nothing was typed here since; otherwise both are joined when this window writes. So no window overwrites what it has
 * not shown.
 */
export class SharedDecision {
  readonly #empty: DecisionDraft;
  readonly #ports: DecisionPorts;
  readonly #watchers = new Set<() => void>();
  /** Null until the device has answered. */
  #draft: DecisionDraft | null = null;
  /** The row as this window last read or wrote it: what differs from it was typed elsewhere since. */
  #base: DecisionDraft;
  #unsaved = false;
  /** Reads and writes one after another, so that an older row is never shown last. */
  #turn: Promise<void> = Promise.resolve();

  /** @param empty what a decision on this request begins with */
  constructor(empty: DecisionDraft, ports: DecisionPorts) {
    this.#empty = empty;
    this.#base = empty;
    this.#ports = ports;
  }

  readonly draft = (): DecisionDraft | null => this.#draft;
  /** The last change could not be kept on the device. */
  readonly unsaved = (): boolean => this.#unsaved;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Typed and not yet written, with the text it replaced; null if nothing is. */
  readonly unwritten = (): UnwrittenDecision | null =>
    this.#draft !== null && this.#isDirty ? { typed: this.#draft, base: this.#base } : null;

  /** Whether something was typed that is not written yet. */
  get #isDirty(): boolean {
    return this.#draft !== null && !isSame(this.#draft, this.#base);
  }

  change(part: Partial<DecisionDraft>): void {
    if (this.#draft !== null) this.#show({ ...this.#draft, ...part });
  }

  /** It was sent or dismissed: nothing of it is kept. */
  forget(): Promise<void> {
    this.#show(this.#empty);
    return this.save();
  }

  /** Shows what is kept on the device, also by another window. Never rejects: if it cannot be read, nothing changes. */
  look(): Promise<void> {
    return this.#inTurn(async () => {
      const kept = await this.#ports.read().catch(() => this.#base);
      // What was typed here is merged with it when it is written.
      if (this.#isDirty) return;
      this.#base = kept ?? this.#empty;
      this.#show(this.#base);
    });
  }

  /** Writes what was typed, joined with what another window wrote meanwhile. Never rejects: `unsaved` tells. */
  save(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#isDirty && !this.#unsaved) return;
      try {
        await this.#ports.inTurn(() => this.#write());
        this.#setUnsaved(false);
      } catch {
        // The text is still on the screen, and is written again with the next letter.
        this.#setUnsaved(true);
      }
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work);
    return this.#turn;
  }

  async #write(): Promise<void> {
    const kept = (await this.#ports.read()) ?? this.#empty;
    const typed = this.#draft ?? this.#empty;
    const both = joined(typed, kept, this.#base);
    await this.#ports.write(both);
    this.#base = both;
    // Typed while it was written: joined as well, with what was typed before as the common beginning.
    this.#show(joined(this.#draft ?? this.#empty, both, typed));
  }

  #show(draft: DecisionDraft): void {
    if (this.#draft !== null && isSame(draft, this.#draft)) return;
    this.#draft = draft;
    this.#tell();
  }

  #setUnsaved(unsaved: boolean): void {
    if (this.#unsaved === unsaved) return;
    this.#unsaved = unsaved;
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
