import type { BrowserWindow } from 'electron';

/** A page that does not answer is no longer waited for. What it noted as it was left is on the disk nevertheless. */
const ANSWER_WITHIN_MS = 3_000;

interface Program {
  /** Asks a window's page to write what it has not written; it answers by `saved`. */
  ask: (window: BrowserWindow) => void;
  quit: () => void;
  log: (message: string) => void;
}

/** Closes windows, and ends the program, only once their pages have written what was typed last. */
export class Closing {
  readonly #program: Program;
  readonly #asked = new Map<number, () => void>();
  #isQuitting = false;

  constructor(program: Program) {
    this.#program = program;
  }

  /** The program is about to end: a window that holds that up ends it again when it has saved. */
  quitting(): void {
    this.#isQuitting = true;
  }

  watch(window: BrowserWindow): void {
    let hasSaved = false;
    const { webContents } = window;
    window.on('close', (event) => {
      if (hasSaved || webContents.isCrashed()) return;
      event.preventDefault();
      if (this.#asked.has(webContents.id)) return;
      const { id } = webContents;
      const close = () => {
        clearTimeout(timer);
        this.#asked.delete(id);
        hasSaved = true;
        if (window.isDestroyed()) return;
        window.close();
        if (this.#isQuitting) this.#program.quit();
      };
      const timer = setTimeout(() => {
        this.#program.log('a page did not say in time that it had saved everything');
        close();
      }, ANSWER_WITHIN_MS);
      this.#asked.set(id, close);
      this.#program.ask(window);
    });
    window.once('closed', () => this.#asked.delete(webContents.id));
  }

  /** A page has written everything. */
  saved(webContentsId: number): void {
    this.#asked.get(webContentsId)?.();
  }
}
