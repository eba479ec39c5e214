import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { ROOT } from './child.ts';

/** Which version of the product a process runs: the tree it is started from, and what it speaks. */
export interface Program {
  root: string;
  protocol: number;
}

export const THIS_TREE: Program = { root: ROOT, protocol: PROTOCOL_VERSION };
