import type { Command } from '@marginiq/contract/command';
import { requestCode } from '@marginiq/domain/request-code';

const VERBS: Record<Command['type'], string> = {
  'request.submit': 'Submit request',
  'request.revise': 'Revise request',
  'request.withdraw': 'Withdraw request',
  'request.approve': 'Approve request',
  'request.reject': 'Reject request',
  'request.requestAdjustment': 'Ask for an adjustment of request',
  'request.recordSale': 'Record the sale of request',
};

export function commandWords(command: Command): string {
  return `${VERBS[command.type]} ${requestCode(command.args.requestId)}`;
}
