import { join } from 'node:path';
import type { PullInput, PullReply } from '@marginiq/contract/pull';
import type { PushReply } from '@marginiq/contract/push';
import type { StreamItem } from '@marginiq/contract/stream';
import { Journal } from './journal.ts';

/** Everything that the server sent to a client, for the laws to be checked against. */
export type WireEntry =
  | { kind: 'pull'; cursor: PullInput['cursor']; reply: PullReply }
  | { kind: 'push'; ids: string[]; reply: PushReply }
  | { kind: 'item'; item: StreamItem };

export const wireLog = (folder: string) => new Journal<WireEntry>(join(folder, 'wire.log'));
