import { ANNA, aPerson, BEN, MARTA, OLGA } from '@marginiq/domain/testing/fixtures';
import { describe, expect, it } from 'vitest';
import { Problems } from './problem.ts';
import { Salespeople } from './salespeople.ts';

const people = [
  aPerson(ANNA, { name: 'Anna Weiß' }),
  aPerson(BEN, { active: false }),
  aPerson(MARTA, { name: 'Olga' }),
  aPerson(OLGA),
];
const who = (salespeople: Salespeople, key: string) => {
  const meant = salespeople.find(key);
  return meant.known ? (meant.person?.email ?? 'nobody') : meant.reason;
};

describe('a salesperson of a file', () => {
  it('a salesperson of a file is found by email, and by a full name that one person has, however both are written', () => {
    const salespeople = new Salespeople(people);
    expect(who(salespeople, 'ANNA@company.example')).toBe('anna@company.example');
    expect(who(salespeople, ' anna  weiß')).toBe('anna@company.example');
  });

  it('a salesperson who has left keeps what is theirs', () => {
    expect(who(new Salespeople(people), 'ben@company.example')).toBe('ben@company.example');
  });

  it.each(['7', 'Anna', 'Nancy Davolio', 'nobody@company.example'])('called %j is nobody of the company', (key) => {
    expect(who(new Salespeople(people), key)).toBe('does not match anyone in this company');
  });

  it('a salesperson of a file is not guessed if two people have the name', () => {
    expect(who(new Salespeople(people), 'Olga')).toBe('is the name of several people here');
  });

  it('a salesperson is the stated person, or nobody yet, and the next import remembers', () => {
    const salespeople = new Salespeople(people);
    expect(salespeople.state('7', 'anna@company.example')).toBe(true);
    expect(salespeople.state('Olga', 'nobody')).toBe(true);
    expect(salespeople.state('8', 'gone@company.example')).toBe(false);
    const next = new Salespeople(people);
    next.remember(salespeople.stated());
    expect([who(next, '7'), who(next, 'OLGA'), who(next, '8')]).toEqual([
      'anna@company.example',
      'nobody',
      'does not match anyone in this company',
    ]);
  });

  it('who is not known is one problem, with the first row and what to say', () => {
    const salespeople = new Salespeople(people);
    for (const line of [4, 9]) salespeople.meantAt({ file: 'd.csv', line, column: 'salesperson', value: '7' });
    const problems = new Problems();
    salespeople.addProblems(problems);
    expect(problems.found).toMatchObject([{ file: 'd.csv', line: 4, column: 'salesperson', value: '7' }]);
    expect(problems.found[0]?.reason).toMatch(
      /^does not match anyone in this company \(2 rows\)\. .*--salesperson "7=<email>"/,
    );
  });
});
