import { type ImportProgress, progressWords } from './import-progress.ts';

const ON_TERMINAL_EVERY_MS = 1_000;
const ELSEWHERE_EVERY_MS = 10_000;

const CLEARED = '\r\x1b[2K';

interface Screen {
  isTerminal: boolean;
  /** The terminal's width: a longer line would wrap. */
  columns?: number | undefined;
  write: (text: string) => void;
  /** Milliseconds that never go backwards. */
  now: () => number;
}

/**
 * Shows how far an import is: on a terminal one line that is rewritten, elsewhere (in a file, in a job's log) a plain line now and
 * then, and none for an import that is soon done.
 */
export class ProgressLine {
  readonly #screen: Screen;
  #shownAt: number;
  #last: ImportProgress | null = null;
  #isShown = false;

  constructor(screen: Screen) {
    this.#screen = screen;
    this.#shownAt = screen.isTerminal ? Number.NEGATIVE_INFINITY : screen.now();
  }

  /** How far it was last known to be. */
  get last(): ImportProgress | null {
    return this.#last;
  }

  readonly show = (progress: ImportProgress): void => {
    this.#last = progress;
    const { isTerminal, columns = 80, write, now } = this.#screen;
    const at = now();
    if (at - this.#shownAt < (isTerminal ? ON_TERMINAL_EVERY_MS : ELSEWHERE_EVERY_MS)) return;
    this.#shownAt = at;
    this.#isShown = true;
    const words = progressWords(progress);
    write(isTerminal ? `${CLEARED}${words.slice(0, columns - 1)}` : `${words}\n`);
  };

  /** Makes room for what is said next. */
  end(): void {
    if (this.#screen.isTerminal && this.#isShown) this.#screen.write(CLEARED);
    this.#isShown = false;
  }
}
