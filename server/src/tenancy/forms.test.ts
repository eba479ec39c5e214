import { DOCUMENT_UPCASTERS, type DocumentUpcasters } from '@marginiq/contract/document-versions';
import { expect, it } from 'vitest';
import { formIn } from './forms.ts';

const upcasters: DocumentUpcasters = {
  ...DOCUMENT_UPCASTERS,
  customer: [({ owner, ...rest }) => ({ ...rest, ownerId: owner ?? null })],
};

it('what an earlier version wrote is read and written in the current form', () => {
  const form = formIn('customers', upcasters);
  const now = { _id: 'k', ownerId: 'anna', schemaVersion: 2 };
  expect(form?.read({ _id: 'k', owner: 'anna' })).toEqual(now);
  expect(form?.mark({ _id: 'k', ownerId: 'anna', schemaVersion: 2 })).toEqual(now);
});

it('what is made now names its form, and is not taken for an earlier one', () => {
  expect(formIn('customers', upcasters)?.mark({ _id: 'k', ownerId: 'anna' })).toEqual({
    _id: 'k',
    ownerId: 'anna',
    schemaVersion: 2,
  });
});

it('what a later version wrote keeps its version', () => {
  const later = { _id: 'k', ownerId: 'anna', schemaVersion: 3 };
  const form = formIn('customers', upcasters);
  expect([form?.read(later), form?.mark(later)]).toEqual([later, later]);
});

it('collections that had one form only, and those that clients do not hold, cost nothing', () => {
  expect(formIn('products', upcasters)).toBeUndefined();
  expect(formIn('auditLogs', upcasters)).toBeUndefined();
});
