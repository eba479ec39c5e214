import { describe, expect, it } from 'vitest';
import { CallError } from '../operate/run-command.ts';
import { type Field, fillIn, type Terminal } from './fill-in.ts';

const FIELDS: readonly Field<'name' | 'short'>[] = [
  { key: 'name', option: '--name', question: 'Name', wanted: 'a name', read: (text) => text.trim() || null },
  {
    key: 'short',
    option: '--short',
    question: 'Short name',
    wanted: 'small letters',
    read: (text) => (/^[a-z]+$/.test(text) ? text : null),
    suggest: ({ name }) => name?.toLowerCase() ?? '',
  },
];

/** Somebody who answers in this order. */
function person(...answers: string[]): Terminal & { heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    ask: async (question) => {
      heard.push(question);
      return answers.shift() ?? '';
    },
    say: (line) => void heard.push(line),
  };
}

describe('filling in what a command needs', () => {
  it('given values are taken without a question', async () => {
    const terminal = person();
    expect(await fillIn(FIELDS, { name: ' Acme ', short: 'acme' }, terminal)).toEqual({ name: 'Acme', short: 'acme' });
    expect(terminal.heard).toEqual([]);
  });

  it('filling in what a command needs asks for what is missing, again until it fits, and offers what is likely', async () => {
    const terminal = person('', 'Acme', 'A 1', '');
    expect(await fillIn(FIELDS, {}, terminal)).toEqual({ name: 'Acme', short: 'acme' });
    expect(terminal.heard).toEqual([
      'Name: ',
      '  That does not fit. Give a name.',
      'Name: ',
      'Short name [acme]: ',
      '  That does not fit. Give small letters.',
      'Short name [acme]: ',
    ]);
  });

  it('everything missing or invalid is named at once if nobody is there to ask', async () => {
    const trying = fillIn(FIELDS, { short: 'A 1' }, null);
    await expect(trying).rejects.toThrow(CallError);
    await expect(trying).rejects.toThrow(
      '--name is missing. Give a name.\n--short "A 1" does not fit. Give small letters.',
    );
  });

  it('filling in what a command needs does not ask in the place of an option that does not fit', async () => {
    await expect(fillIn(FIELDS, { short: 'A 1' }, person('Acme', 'acme'))).rejects.toThrow(
      '--short "A 1" does not fit',
    );
  });
});
