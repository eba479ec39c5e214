/**
 * A failure that the person at the keyboard can do something about. The entry points print its message as one
 * line, without a stack, and exit with code 1; every other error is a bug and keeps its stack.
 */
export class UserError extends Error {
  /**
   * @param {string} message what is wrong and what to do
   * @param {{ details?: readonly string[], cause?: unknown }} [options] details: the last lines of a log, printed below
   */
  constructor(message, options = {}) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    /** @type {readonly string[]} */
    this.details = options.details ?? [];
  }
}

/**
 * The code of a Node system error (`ENOSPC`, `EACCES`), if it is one.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function errorCode(error) {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * @param {unknown} error
 * @returns {string}
 */
export function errorMessage(error) {
  return error instanceof Error ? error.message : String(error);
}
