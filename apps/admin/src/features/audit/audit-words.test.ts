import { REASON_CODES } from '@marginiq/contract/reason-code';
import { createFormats } from '@marginiq/ui/format';
import { describe, expect, it } from 'vitest';
import { actionWords, fieldWords, reasonWords, valueWords } from './audit-words.ts';
import { auditedRequest } from './audited-items.ts';

const formats = createFormats('en', 'EUR', 2);

describe('the words of the audit log', () => {
  it('every action of the server says who did it', () => {
    for (const action of [
      'request.submit',
      'request.autoApprove',
      'request.expire',
      'import.csv',
      'person.change',
      'person.add',
      'person.link',
      'person.password',
      'team.add',
      'company.create',
      'company.suspend',
      'company.resume',
      'statistics.refresh',
      'work.move',
      'rules.publish',
      'reassign',
    ]) {
      expect(actionWords(action, 'Mona')).toMatch(/^Mona [a-z]/);
    }
    expect(actionWords('device.revoke', 'Ada')).toBe('Ada revoked a device’s access');
  });

  it('what a newer server does is named by its code', () => {
    expect(actionWords('model.train', 'Ada')).toContain('(model.train)');
    expect(fieldWords('somethingNew')).toBe('somethingNew');
    expect(reasonWords('somethingNew')).toContain('not known');
  });

  it('every reason has words', () => {
    for (const code of REASON_CODES) expect(reasonWords(code)).not.toMatch(/not known|adminAudit/);
  });

  it.each([
    ['netMinor', 123_400, '€1,234.00'],
    ['discountBp', 1_250, '12.5%'],
    ['revision', 2, '2'],
    ['status', 'underReview', 'Under review'],
    ['active', false, 'no'],
    ['teamId', null, '—'],
    ['note', 'false', 'false'],
    ['note', 'status.approved: too much.', 'status.approved: too much.'],
    ['customers', { created: 3, updated: 0, unchanged: 1 }, '3 new, 0 changed, 1 unchanged'],
    ['items', [{ name: 'Pump', quantity: 2, discountBp: 500 }], '2 × Pump −5%'],
    ['items', [{ name: 'Pump', quantity: 2, unit: 'pcs', discountBp: 500 }], '2 × Pump −5%'],
    ['items', [{ name: 'Copper', quantity: 2.125, unit: 'kg', discountBp: 500 }], '2.125\u00a0kg Copper −5%'],
  ])('%s %j is shown as a person reads it', (field, value, words) => {
    expect(valueWords(field, value, formats)).toBe(words);
  });

  it('an instant is written as a date and not as ISO', () => {
    expect(valueWords('revokedAt', '2026-11-25T10:00:00.000Z', formats)).toMatch(/^Nov 25, 2026/);
  });

  it('a row is about the request as it was left, or as it was found if it was refused', () => {
    const before = { customer: 'Hansa', netMinor: 100 };
    expect(auditedRequest({ before, after: { customer: 'Hansa', netMinor: 90 } })?.netMinor).toBe(90);
    expect(auditedRequest({ before, after: null })?.netMinor).toBe(100);
    expect(auditedRequest({ before: null, after: { unsent: 3 } })).toBeNull();
  });
});
