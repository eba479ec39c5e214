import { expect, it } from 'vitest';
import { auditedPerson } from './audited-items.ts';

it('the audit log names the person whom an entry is about, also if all that changed is something else', () => {
  const anna = { personId: 'a', name: 'Anna', active: true };
  expect(auditedPerson({ before: anna, after: { ...anna, active: false } })).toBe('Anna');
  expect(auditedPerson({ before: null, after: anna })).toBe('Anna');
  expect(auditedPerson({ before: { customer: 'Acme', netMinor: 100 }, after: null })).toBeNull();
  expect(auditedPerson({ before: null, after: null })).toBeNull();
});
