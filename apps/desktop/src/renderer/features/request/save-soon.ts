/** Continued typing is saved this often. */
const EVERY_MS = 100;

/**
 * Saves what is typed: the first change immediately, so that a paste is safe before anybody can close the window, and the changes
 * right after it together. At most that much typing is lost if the program is killed.
 */
export class SaveSoon {
  readonly #save: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #savedAt = Number.NEGATIVE_INFINITY;

  constructor(save: () => void) {
    this.#save = save;
  }

  /** Whether something waits to be saved. */
  get isWaiting(): boolean {
    return this.#timer !== null;
  }

  /** Something was typed. After the current task, so that the keystroke is shown first. */
  ask(): void {
    this.#timer ??= setTimeout(this.#save, Math.max(0, this.#savedAt + EVERY_MS - performance.now()));
  }

  /** It is being saved, or need not be any more. */
  done(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#savedAt = performance.now();
  }
}
