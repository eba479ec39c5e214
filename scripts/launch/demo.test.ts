import { expect, test } from 'vitest';
import { demoTable, parseDemo } from './demo.mjs';

const demo = {
  companies: [
    {
      name: 'Alpha Tools',
      slug: 'alpha-tools',
      logins: [{ role: 'manager', email: 'mia@alpha.example', password: 'pass' }],
    },
    { name: 'Beta & Sons', slug: 'beta', logins: [{ role: 'admin', email: 'ada@beta.example', password: 'word' }] },
  ],
};

test('the logins are in columns, with each company as the sign-in form expects it', () => {
  expect(demoTable(demo)).toEqual([
    '  Company      Role     Email              Password',
    '  alpha-tools  manager  mia@alpha.example  pass',
    '  beta         admin    ada@beta.example   word',
  ]);
  expect(demoTable({ companies: [] })).toEqual([]);
});

test('only the seed’s own report is taken for it', () => {
  expect(parseDemo(JSON.stringify(demo))).toEqual(demo);
  expect(parseDemo('already seeded')).toBeUndefined();
  expect(parseDemo('{"level":30,"msg":"connected"}')).toBeUndefined();
  expect(parseDemo('{"companies":')).toBeUndefined();
});
