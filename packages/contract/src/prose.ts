/** Characters that a reason, a note or a justification may have. */
export const MAX_PROSE = 2000;

/** What `proseSchema` refuses: control characters other than new lines, tabs and carriage returns. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const REFUSED = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const LINE_BREAKS = /\r\n?|[\u000B\u000C\u0085\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const REMOVED = /[\u0000-\u0008\u000E-\u001F\u007F\u202A-\u202E\u2066-\u2069]/g;

export const hasRefusedCharacters = (text: string): boolean => REFUSED.test(text);

/**
 * Text as the server takes it. Line breaks of other programs (a word processor's vertical tab or form feed) become new lines; other control
 * characters, which nobody sees, go, those among them that turn the direction of what follows; half a surrogate pair becomes the
 * replacement character. Text without any of these comes back as it is.
 */
export function cleanProse(text: string): string {
  return text.toWellFormed().replace(LINE_BREAKS, '\n').replace(REMOVED, '');
}

/** By how many characters a text exceeds the server's limit: surrounding white space does not count, because it is trimmed. */
export const proseExcess = (text: string): number => Math.max(0, text.trim().length - MAX_PROSE);
