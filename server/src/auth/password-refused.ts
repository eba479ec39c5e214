import type { PasswordProblem } from '@marginiq/contract/password';
import { TRPCError } from '@trpc/server';

/** A new password breaks the rule for passwords; the reply carries how, for a program to say it. */
export class PasswordRefusedError extends TRPCError {
  readonly problem: PasswordProblem;

  constructor(problem: PasswordProblem) {
    super({ code: 'BAD_REQUEST', message: 'This password does not meet the rules for passwords.' });
    this.problem = problem;
  }
}
