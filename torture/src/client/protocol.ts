import type { CommandType } from '@marginiq/contract/command';
import type { Cursor } from '@marginiq/contract/cursor';
import type { NewCommand } from '@marginiq/sync/outbox';
import type { OutboxEntry } from '@marginiq/sync/outbox-entry';
import type { SyncStatus } from '@marginiq/sync/sync-status';
import type { Action } from './actions.ts';
import type { NetworkFaults } from './faulty-transport.ts';
import type { WriteFaults } from './write-port.ts';

/** Stands in a client's folder once its device was revoked and holds nothing any more. */
export const WIPED_MARK = 'wiped';

/** How to be a client: whose, where, against which server. */
export interface ClientConfig {
  /** Holds everything that outlives the process: local database, session, ledger. */
  folder: string;
  serverUrl: string;
  company: string;
  email: string;
  password: string;
  deviceId: string;
  seed: number;
  /** How its local database is laid out: as it is, or as a later version of the program may have it. */
  layout: 'present' | 'next';
}

export interface ClientState {
  signedIn: boolean;
  status: SyncStatus;
  cursor: Cursor | null;
  waiting: number;
  refused: number;
  lostReplies: number;
}

/** All that a client holds, by `collection/id`. */
export interface ClientDump {
  documents: Record<string, unknown>;
  entries: OutboxEntry[];
  cursor: Cursor | null;
}

/** What the harness may ask of a client's process, and what it answers. */
export interface ClientCalls {
  act: { input: Action; output: string | null };
  submit: { input: NewCommand<CommandType>; output: string };
  submitMany: { input: { commands: NewCommand<CommandType>[] }; output: number };
  dismissAll: { input: null; output: number };
  network: { input: Partial<NetworkFaults>; output: null };
  writes: { input: Partial<WriteFaults>; output: null };
  /** The client speaks this version of the protocol; null: its own. */
  protocol: { input: number | null; output: null };
  wake: { input: null; output: null };
  state: { input: null; output: ClientState };
  dump: { input: null; output: ClientDump };
  stop: { input: null; output: null };
}
export type ClientOp = keyof ClientCalls;

export interface CallMessage {
  id: number;
  op: ClientOp;
  input: unknown;
}
export type AnswerMessage = { id: number; ok: true; output: unknown } | { id: number; ok: false; error: string };
export type ClientMessage = AnswerMessage | { ready: true };
