import { TABLE_WORDS } from '../words/table-words.ts';
import type { Problems } from './problem.ts';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** The marks with which a file itself says how it is encoded. */
const MARKS: readonly { encoding: Encoding; bytes: readonly number[] }[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];

const NOT_UTF8 = TABLE_WORDS.noUtf8;
const UNMARKED_UTF16 = TABLE_WORDS.zeroBytes;

/**
 * The file as text. Its byte order mark counts, then the stated encoding, then UTF-8. A single-byte encoding is never
 * guessed: Windows-1252 is indistinguishable from its relatives for other languages.
 *
 * @returns null if it cannot be read; `problems` says why
 */
export function decode(
  { name, content }: { name: string; content: Uint8Array },
  { stated, problems }: { stated: Encoding | undefined; problems: Problems },
): { text: string; encoding: Encoding } | null {
  const mark = MARKS.find(({ bytes }) => bytes.every((byte, index) => content[index] === byte));
  const encoding = mark?.encoding ?? stated ?? 'utf-8';
  const at = (line: number, reason: string) => problems.add({ file: name, line, column: null, value: null, reason });
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(content);
  } catch {
    const readable = new TextDecoder(encoding).decode(content);
    const line = readable.slice(0, readable.indexOf('\uFFFD')).split('\n').length;
    at(line, encoding === 'utf-8' ? NOT_UTF8 : TABLE_WORDS.otherEncoding(encoding));
    return null;
  }
  if (text.includes('\u0000')) {
    at(1, UNMARKED_UTF16);
    return null;
  }
  return { text, encoding };
}
