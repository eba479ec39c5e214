import { expect, it } from 'vitest';
import { requestCode } from './request-code.ts';

it('names a request by the random end of its id, so that two of the same minute differ', () => {
  expect(requestCode('01890a5d-ac96-774b-bcce-b302099a8057')).toBe('R-9A8057');
  expect(requestCode('01890a5d-ac96-774b-bcce-b302099a80ff')).toBe('R-9A80FF');
});
