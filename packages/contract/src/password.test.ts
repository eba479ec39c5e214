import { describe, expect, it } from 'vitest';
import { passwordProblem, passwordTokenSchema } from './password.ts';

const anna = {
  name: 'Anna Keller',
  email: 'anna.keller@acme-tools.example',
  companyName: 'Acme Tools',
  companySlug: 'acme',
};

describe('a new password', () => {
  it.each([
    ['correct horse battery', null],
    ['Zug-nach-Kiel-um-7', null],
    ['密码必须足够长才可以使用吧', null],
    ['🚂🌲🌊⛵🍏🎈🎻🏡🚂🌲🌊⛵', null],
    ['a3$kd9!xq2Lw', null],
    ['11 letters!', 'tooShort'],
    ['x'.repeat(201), 'tooLong'],
    ['aaaaaaaaaaaaaaaa', 'tooUniform'],
    ['abababababab', 'tooUniform'],
    ['anna.keller.2026', 'guessable'],
    ['AcmeTools2026!', 'guessable'],
    ['Password1234', 'guessable'],
    ['Passwort-123456', 'guessable'],
    ['qwertz12345!!!', 'guessable'],
  ])('%j: %s', (password, problem) => {
    expect(passwordProblem(password, anna)).toBe(problem);
  });

  it('a new password is counted in characters, as a person counts them', () => {
    expect(passwordProblem('🚂🌲🏔️🌊⛵🍏🎈🎻🏡', anna)).toBe('tooShort');
  });
});

it('a link’s secret has one form and a bounded length', () => {
  const token = `01890a5d-ac96-774b-bcce-b302099a8057.${'A'.repeat(43)}`;
  expect(passwordTokenSchema.safeParse(token).success).toBe(true);
  for (const other of ['', `${token}A`, `${token}.x`, token.slice(1), token.replace('.', '$'), 'a'.repeat(100_000)]) {
    expect(passwordTokenSchema.safeParse(other).success).toBe(false);
  }
});
