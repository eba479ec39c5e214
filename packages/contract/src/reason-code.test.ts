import { describe, expect, it } from 'vitest';
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from './protocol.ts';
import { codeFor, LATER_CODES, REASON_CODES, type ReasonCode } from './reason-code.ts';

/** What clients of the protocols 1 to 3 know. Never changed: those programs are not changed any more. */
const KNOWN_BEFORE_4: readonly ReasonCode[] = [
  'invalidCommand',
  'commandIdReused',
  'notFound',
  'notAllowed',
  'ownRequest',
  'approverLimit',
  'revisionChanged',
  'statusChanged',
  'requestExists',
  'customerUnknown',
  'customerBlocked',
  'productUnknown',
  'productDiscontinued',
  'guardrail',
  'notConfigured',
  'internalError',
];

/** What clients of the protocol 4 know beside those. Never changed either. */
const KNOWN_IN_4: readonly ReasonCode[] = [
  ...KNOWN_BEFORE_4,
  'expired',
  'approvalExpired',
  'inputsChanged',
  'ownerLeft',
  'suggestionTooHigh',
  'saleUnchanged',
  'stepLimit',
  'cannotStore',
];

describe('the reason of a refusal', () => {
  it('every client receives the reason as a code that its protocol knows', () => {
    for (const code of REASON_CODES) {
      for (let protocol = OLDEST_PROTOCOL_VERSION; protocol < 4; protocol += 1) {
        expect(KNOWN_BEFORE_4).toContain(codeFor(protocol, code));
      }
      expect(KNOWN_IN_4).toContain(codeFor(4, code));
      expect(codeFor(PROTOCOL_VERSION, code)).toBe(code);
    }
  });

  it('the reason of a refusal is another one only for clients before the protocol that brought it', () => {
    for (const { since } of Object.values(LATER_CODES)) expect(since).toBeLessThanOrEqual(PROTOCOL_VERSION);
    expect([3, 4].map((protocol) => codeFor(protocol, 'stepLimit'))).toEqual(['statusChanged', 'stepLimit']);
  });
});
