import { expect, it } from 'vitest';
import { ALL_ENTRIES, wantedEntries } from './wanted-entries.ts';

it('a request is found by its number or its whole id, and anything else is a customer’s name', () => {
  const id = '01890A5D-ac96-774b-bcce-b302099a8057';
  expect(wantedEntries(' ')).toEqual(ALL_ENTRIES);
  expect(wantedEntries(` ${id} `)).toEqual({ ...ALL_ENTRIES, requestId: id.toLowerCase() });
  for (const typed of ['R-9A8057', 'r-9a8057', 'r9a8057']) {
    expect(wantedEntries(typed)).toEqual({ ...ALL_ENTRIES, requestCode: typed });
  }
  for (const typed of ['R-Bau 9A80', 'Hansa', 'R-9A8057 x']) {
    expect(wantedEntries(typed)).toEqual({ ...ALL_ENTRIES, customer: typed });
  }
});

it('part of a number is neither', () => {
  for (const typed of ['R-', 'r-9A80', 'R-9A80571']) expect(wantedEntries(typed)).toBeNull();
});

it('six letters that may be a number or a name are looked for as both', () => {
  expect(wantedEntries('Facade')).toEqual({ ...ALL_ENTRIES, requestCode: 'Facade', customer: 'Facade' });
});
