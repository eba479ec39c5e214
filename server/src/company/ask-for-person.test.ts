import { expect, it } from 'vitest';
import { askForPerson } from './ask-for-person.ts';

/** Somebody who types these answers, and Enter from then on, but not for ever. */
function typing(...answers: string[]) {
  const asked: string[] = [];
  const terminal = {
    ask: async (question: string) => {
      asked.push(question);
      if (asked.length > 20) throw new Error(`asked without end: ${question}`);
      return answers.shift() ?? '';
    },
    say: () => undefined,
  };
  return { asked, ask: (known: string[]) => askForPerson(terminal, async (email) => known.includes(email)) };
}

it('a new person is asked about, with a default role for Enter', async () => {
  const { asked, ask } = typing(' Anna@acme.example', 'Anna', '', 'North');
  expect(await ask([])).toEqual({ email: 'anna@acme.example', name: 'Anna', role: 'salesperson', team: 'North' });
  expect(asked.map((question) => question.split(/[ :,]/)[0])).toEqual(['Email', 'Name', 'Role', 'Team']);
});

it('no team is asked for when adding an admin', async () => {
  expect(await typing('ada@acme.example', 'Ada', 'admin').ask([])).toMatchObject({ role: 'admin', team: undefined });
});

it('somebody who is there already keeps role and team, however often Enter is pressed', async () => {
  const { asked, ask } = typing('MONA@acme.example');
  expect(await ask(['mona@acme.example'])).toEqual({ email: 'mona@acme.example' });
  expect(asked).toHaveLength(1);
});
