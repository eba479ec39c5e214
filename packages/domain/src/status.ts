import type { CommandType } from '@marginiq/contract/command';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { meaningOf } from '@marginiq/contract/request-status';

type Status = Pick<DiscountRequest, 'status'>;

/** Somebody still has to decide, or change the request: it can be revised and withdrawn. */
export const isOpen = ({ status }: Status): boolean => meaningOf(status).waitsFor !== null;

/** Somebody other than its authors has to decide. */
export const awaitsApprover = ({ status }: Status): boolean => meaningOf(status).waitsFor === 'approver';

/** Its owner was asked to change it. */
export const awaitsOwner = ({ status }: Status): boolean => meaningOf(status).waitsFor === 'owner';

/** It was approved, by somebody or by the rules: it can be sold. */
export const isApproved = ({ status }: Status): boolean => meaningOf(status).answer === 'yes';

/** Somebody, or the rules, said yes or no to it. */
export const isAnswered = ({ status }: Status): boolean => meaningOf(status).answer !== null;

/** Whether anybody may do this to a request in this status. */
export const allows = ({ status }: Status, command: CommandType): boolean => meaningOf(status).may.includes(command);
