import { expect, it } from 'vitest';
import { wantedRequest } from './wanted-request.ts';

it('a request is found by its number or its whole id, and part of an id is neither', () => {
  const id = '01890A5D-ac96-774b-bcce-b302099a8057';
  expect(wantedRequest(' ')).toEqual({ requestId: null, requestCode: null });
  expect(wantedRequest(` ${id} `)).toEqual({ requestId: id.toLowerCase(), requestCode: null });
  for (const typed of ['R-9A8057', 'r-9a8057', 'r9a8057', '9a8057']) {
    expect(wantedRequest(typed)).toEqual({ requestId: null, requestCode: typed });
  }
  for (const typed of ['R-9A80', 'Hansa', 'R-9A8057 x']) expect(wantedRequest(typed)).toBeNull();
});
