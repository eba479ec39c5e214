import { describe, expect, it } from 'vitest';
import { parseRulesFile } from './rules-file.ts';

const good = {
  company: 'acme',
  basedOn: { rules: 1, limits: 1 },
  rules: [
    {
      name: 'Above 20 %',
      kind: 'discountLimit',
      when: { role: 'salesperson' },
      maxDiscountPercent: 20,
      onBreach: 'admin',
    },
    { name: 'Never below cost', kind: 'minimumMargin', when: {}, minMarginPercent: 0, onBreach: 'forbid' },
  ],
  automaticApproval: { enabled: true, maxRisk: 40, maxDiscountPercent: 5, maxNetTotal: 10_000 },
};

const problemsOf = (value: unknown) => {
  const parsed = parseRulesFile(typeof value === 'string' ? value : JSON.stringify(value));
  return parsed.ok ? [] : parsed.problems;
};
const withRule = (change: object) => ({ ...good, rules: [good.rules[0], { ...good.rules[1], ...change }] });

describe('a file of rules', () => {
  it('a file of rules is read back as it was written', () => {
    expect(parseRulesFile(JSON.stringify(good))).toEqual({ ok: true, file: good });
    expect(parseRulesFile(`\uFEFF${JSON.stringify(good)}`)).toEqual({ ok: true, file: good });
  });

  it.each([
    [
      withRule({ minMarginPercent: '8' }),
      'rule 2 ("Never below cost"), minMarginPercent must be a number without quotes',
    ],
    [withRule({ minMarginPercent: 101 }), 'rule 2 ("Never below cost"), minMarginPercent must be at most 100'],
    [
      withRule({ minMarginPercent: 8.125 }),
      'rule 2 ("Never below cost"), minMarginPercent must have at most two digits behind the point',
    ],
    [withRule({ minMarginPercent: undefined }), 'rule 2 ("Never below cost"), minMarginPercent is missing'],
    [
      withRule({ kind: 'minimumPrice' }),
      'rule 2 ("Never below cost"), kind must be one of "discountLimit", "minimumMargin"',
    ],
    [
      withRule({ kind: undefined }),
      'rule 2 ("Never below cost"), kind is missing; it must be one of "discountLimit", "minimumMargin"',
    ],
    [
      withRule({ onBreach: 'boss' }),
      'rule 2 ("Never below cost"), onBreach must be one of "manager", "admin", "forbid"',
    ],
    [
      withRule({ maxDiscountPercent: 3 }),
      'rule 2 ("Never below cost") has "maxDiscountPercent", which means nothing here; check the spelling',
    ],
    [withRule({ name: '' }), 'rule 2, name must not be empty'],
    [withRule({ name: 'Above 20 %' }), 'rule 2 ("Above 20 %") has the name of rule 1; give it another'],
    [
      withRule({ when: { clas: 'A' } }),
      'rule 2 ("Never below cost"), when has "clas", which means nothing here; check the spelling',
    ],
    [
      withRule({ when: { customerClass: 'D' } }),
      'rule 2 ("Never below cost"), when, customerClass must be one of "A", "B", "C"',
    ],
    [{ ...good, rules: {} }, 'rules must be a list in [ ]'],
    [
      { ...good, automaticApproval: { ...good.automaticApproval, enabled: 'yes' } },
      'automaticApproval, enabled must be true or false, without quotes',
    ],
    [
      { ...good, automaticApproval: { ...good.automaticApproval, maxRisk: 40.5 } },
      'automaticApproval, maxRisk must be a whole number without quotes',
    ],
    [
      { ...good, automaticApproval: { ...good.automaticApproval, windowDays: 0 } },
      'automaticApproval, windowDays must be at least 1',
    ],
    [{ ...good, approvalDays: 4_000 }, 'approvalDays must be at most 3650'],
    [{ ...good, basedOn: undefined }, 'basedOn is missing'],
    [[], 'the file must be an object in { }'],
  ])('%# is refused in words that say where', (value, words) => {
    expect(problemsOf(value)).toEqual([words]);
  });

  it('reading a file of rules names all of its problems at once', () => {
    expect(problemsOf({ ...good, rules: [{}, {}], automaticApproval: {} }).length).toBeGreaterThan(4);
  });

  it('a file that is not JSON is refused with the line', () => {
    const text = JSON.stringify(good, null, 2).replace('"maxRisk": 40,', '"maxRisk": 40,, // low');
    const [problem = ''] = problemsOf(text);
    const line = text.slice(0, text.indexOf(',,')).split('\n').length;
    expect(problem).toContain(`the file is not JSON in line ${line}: `);
    expect(problem).toContain('no comments');
  });

  it('a file of any shape is answered in words', () => {
    for (const value of [null, 7, '"text"', { rules: [null] }, { rules: [7, 'x'] }, { rules: Array(501).fill({}) }]) {
      const problems = problemsOf(value);
      expect(problems.length).toBeGreaterThan(0);
      for (const problem of problems) expect(problem).toMatch(/^[^\n]*\S [^\n]*$/);
    }
  });
});
