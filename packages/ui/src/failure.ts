/** Why the program cannot be shown. Each has its texts in the catalogue, under `startup`. */
export type FailureCode =
  /** An unexpected error. */
  | 'crashed'
  /** Opened by plain http from another computer: browsers withhold what MarginIQ needs. */
  | 'insecure'
  /** Site data is blocked: no local storage, often no database and no cookies either. */
  | 'storageBlocked'
  | 'cookiesBlocked'
  /** There is no IndexedDB to keep anything in. */
  | 'databaseMissing'
  /** The browser lacks something that every current one has. */
  | 'browserTooOld'
  /** A file of this build could not be loaded, and loading the page again did not help. */
  | 'chunkMissing';

export interface Failure {
  code: FailureCode;
  /** What was thrown, for the details that can be copied. */
  cause?: unknown;
}

/** Thrown if the cause is known, so that whoever shows it can say what to do. */
export class FailureError extends Error {
  override name = 'FailureError';
  readonly code: FailureCode;

  constructor(code: FailureCode, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}

/** Browsers' messages for a missing part of a build (Chromium, Firefox, Safari, Vite for styles). */
const MISSING_CHUNK =
  /dynamically imported module|error loading dynamically|importing a module script failed|unable to preload css/i;

export function toFailure(error: unknown): Failure {
  if (error instanceof FailureError) return { code: error.code, cause: error.cause };
  const message = error instanceof Error ? error.message : '';
  return { code: MISSING_CHUNK.test(message) ? 'chunkMissing' : 'crashed', cause: error };
}

const MAX_MESSAGE = 300;
const MAX_STACK_LINES = 12;

/** An error's message may quote what somebody typed, and details are sent to others. */
const withoutData = (text: string): string =>
  text
    .replace(/"[^"]*"|'[^']*'|“[^”]*”|`[^`]*`/g, '"…"')
    .replace(/[^\s@]+@[^\s@]+/g, '…@…')
    .slice(0, MAX_MESSAGE);

function describe(cause: unknown): string[] {
  if (cause === undefined) return [];
  if (!(cause instanceof Error)) return [withoutData(String(cause))];
  // The first lines of a stack repeat the message; only places in the code are taken from it.
  const places = (cause.stack ?? '').split('\n').filter((line) => /^\s*at |@/.test(line) && /:\d+:\d+\)?$/.test(line));
  return [
    `${cause.name}: ${withoutData(cause.message)}`,
    ...places.slice(0, MAX_STACK_LINES).map((line) => line.trim()),
  ];
}

/** For whoever helps: versions and places in the code, none of the company's data. */
export function failureDetails(
  { code, cause }: Failure,
  { version, userAgent, now }: { version: string; userAgent: string; now: Date },
): string {
  return [`MarginIQ ${version} · ${code} · ${now.toISOString()}`, userAgent, ...describe(cause)].join('\n');
}
