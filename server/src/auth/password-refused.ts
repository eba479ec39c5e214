import type { PasswordProblem } from '@marginiq/contract/password';
import { CallRefusedError } from '../call-refused.ts';

/** A new password breaks the rule for passwords; the reply carries how, for a program to say it. */
export class PasswordRefusedError extends CallRefusedError {
  constructor(problem: PasswordProblem) {
    super({ code: 'passwordRefused', problem });
  }
}
