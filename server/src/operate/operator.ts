import { userInfo } from 'node:os';
import type { Actor } from '@marginiq/contract/discount-request';
import { OPERATE_WORDS } from '../words/operate-words.ts';

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return '';
  }
}

/** Whoever runs a command on the server's own machine: nobody of the company, so the audit log names the account there. */
export function operator(account = accountName()): Actor {
  return { userId: null, name: OPERATE_WORDS.operator(account).trim(), role: 'operator' };
}
