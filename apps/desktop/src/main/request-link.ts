import type { RequestLink } from '../bridge/shell-bridge.ts';

export const LINK_SCHEME = 'marginiq';

/** `marginiq://request/R-1A2B3C`, as systems and mail programs hand it over: in any case, with a slash at its end. */
const REQUEST_LINK = /^marginiq:\/\/request\/(r-[0-9a-f]{6})\/?$/i;

/** The target of a link; null for everything that is not one of ours, which is dropped. */
export function parseRequestLink(text: string): RequestLink | null {
  const code = REQUEST_LINK.exec(text.trim())?.[1];
  return code === undefined ? null : { requestCode: code.toUpperCase() };
}

/** The link among a start's arguments: Windows and Linux start the program with it. */
export function requestLinkIn(args: readonly string[]): RequestLink | null {
  for (const arg of args) {
    const link = parseRequestLink(arg);
    if (link !== null) return link;
  }
  return null;
}

/** Holds the newest opened link until a window takes it; the page may not be there yet, or nobody signed in. */
export class OpenedLink {
  readonly #tell: () => void;
  #waiting: RequestLink | null = null;

  /** @param tell tells the window that a link waits */
  constructor(tell: () => void) {
    this.#tell = tell;
  }

  open(link: RequestLink): void {
    this.#waiting = link;
    this.#tell();
  }

  /** Once: two windows never both follow one link. */
  take(): RequestLink | null {
    const link = this.#waiting;
    this.#waiting = null;
    return link;
  }
}
