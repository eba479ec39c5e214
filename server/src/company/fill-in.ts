import { createInterface } from 'node:readline/promises';
import { CallError } from '../operate/run-command.ts';
import { COMPANY_WORDS } from '../words/company-words.ts';

/** One value that a command needs: from an option, or prompted for. */
export interface Field<K extends string> {
  key: K;
  option: string;
  question: string;
  /** A description of valid values, for a person who typed something else. */
  wanted: string;
  /** The typed value as it is stored; null if it is invalid. */
  read: (text: string) => string | null;
  /** The most likely value, given the fields so far. */
  suggest?: (known: Readonly<Partial<Record<K, string>>>) => string;
}

/** A person at a keyboard. */
export interface Terminal {
  ask: (question: string) => Promise<string>;
  say: (line: string) => void;
}

const doesNotFit = ({ option, wanted }: Field<string>, typed: string) =>
  COMPANY_WORDS.doesNotFit(option, typed, wanted);

/**
 * Reads the given values field by field; asks for whatever is missing, and again until it is valid.
 * @param terminal null if nobody is there to ask: then everything missing or invalid is reported at once
 * @throws CallError
 */
export async function fillIn<K extends string>(
  fields: readonly Field<K>[],
  given: Readonly<Partial<Record<K, string | undefined>>>,
  terminal: Terminal | null,
): Promise<Record<K, string>> {
  const known: Partial<Record<K, string>> = {};
  const wrong: string[] = [];
  for (const field of fields) {
    const typed = given[field.key];
    const value = typed === undefined ? null : field.read(typed);
    if (value !== null) known[field.key] = value;
    else if (typed !== undefined) wrong.push(doesNotFit(field, typed));
    else if (terminal === null) wrong.push(COMPANY_WORDS.isMissing(field.option, field.wanted));
  }
  // An invalid option was typed on purpose, maybe by a script: it is not replaced by a prompt.
  if (wrong.length > 0) throw new CallError(wrong.join('\n'));
  for (const field of fields) {
    while (terminal !== null && known[field.key] === undefined) {
      const value = await askOnce(field, known, terminal);
      if (value !== null) known[field.key] = value;
    }
  }
  return known as Record<K, string>;
}

async function askOnce<K extends string>(
  field: Field<K>,
  known: Partial<Record<K, string>>,
  { ask, say }: Terminal,
): Promise<string | null> {
  const suggested = field.suggest?.(known) ?? '';
  const likely = suggested === '' ? null : field.read(suggested);
  const typed = await ask(`${field.question}${likely === null ? '' : ` [${likely}]`}: `);
  if (typed.trim() === '' && likely !== null) return likely;
  const value = field.read(typed);
  if (value === null) say(COMPANY_WORDS.thatDoesNotFit(field.wanted));
  return value;
}

/** The terminal that this command was started in; null if there is none, as in a script. */
export async function withTerminal<T>(work: (terminal: Terminal | null) => Promise<T>): Promise<T> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return work(null);
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new AbortController();
  // Ctrl-D: nothing more will be typed, and nothing was made yet.
  lines.once('close', () => closed.abort());
  try {
    return await work({
      ask: (question) => lines.question(question, { signal: closed.signal }),
      say: (line) => console.log(line),
    });
  } catch (error) {
    if (closed.signal.aborted && (error as Error).name === 'AbortError')
      throw new CallError(COMPANY_WORDS.nothingWasMade);
    throw error;
  } finally {
    lines.close();
  }
}
