import { expect, it } from 'vitest';
import { idEndOfCode, requestCode } from './request-code.ts';

it('a code is taken from the random end of the id, so that two requests of the same minute differ', () => {
  expect(requestCode('01890a5d-ac96-774b-bcce-b302099a8057')).toBe('R-9A8057');
  expect(requestCode('01890a5d-ac96-774b-bcce-b302099a80ff')).toBe('R-9A80FF');
});

it('a code that a person types names the end of the id, in either case and without its prefix', () => {
  const id = '01890a5d-ac96-774b-bcce-b302099a8057';
  for (const typed of [requestCode(id), 'r-9a8057', ' R9A8057 ', '9a8057']) {
    expect(id.endsWith(idEndOfCode(typed) ?? 'none')).toBe(true);
  }
  for (const typed of ['', 'R-', 'R-9A805', 'R-9A80577', 'R-9A805G', '.*']) expect(idEndOfCode(typed)).toBeNull();
});
