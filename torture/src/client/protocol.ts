import { join } from 'node:path';
import type { CommandType } from '@marginiq/contract/command';
import type { Cursor } from '@marginiq/contract/cursor';
import type { SyncStatus } from '@marginiq/sync/engine/sync-status';
import type { NewCommand } from '@marginiq/sync/outbox/outbox';
import type { OutboxEntry } from '@marginiq/sync/outbox/outbox-entry';
import type { Action } from './actions.ts';
import type { NetworkFaults } from './faulty-transport.ts';
import type { WriteFaults } from './write-port.ts';

/** Stands in a person's folder once their device was revoked and holds nothing any more. */
export const WIPED_MARK = 'wiped';

/** Somebody who uses a device: what they type, and the id that their commands on it are numbered by. */
export interface Account {
  company: string;
  email: string;
  password: string;
  deviceId: string;
}

/** How to be a client: whose, where, against which server. */
export interface ClientConfig {
  /** Holds everything that outlives the process: the session, and for each person local database and ledger. */
  folder: string;
  serverUrl: string;
  people: Account[];
  /** Which of them uses the device. */
  who: number;
  windows: number;
  seed: number;
  /** How its local database is laid out: as it is, or as a later version of the program may have it. */
  layout: 'present' | 'next';
}

/** The folder in which one of a device's people keeps everything. */
export const personFolder = (folder: string, who: number) => join(folder, `person-${who}`);

export interface WindowState {
  status: SyncStatus;
  cursor: Cursor | null;
}

/** Of several windows the one that is furthest behind. */
export interface ClientState extends WindowState {
  /** Who is signed in, of the device's people; null: nobody. */
  who: number | null;
  /** The window that began the newest term, by number. */
  leader: number | null;
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

/** A window's number, modulo how many there are. */
export type WindowChoice = number | 'leader';

/** A window is frozen for a while. */
export interface Freezing {
  window: WindowChoice;
  /** Not at once, but in the middle of its next write of pages, if it comes to one. */
  inWrite: boolean;
  forMs: number;
}

/** What the harness may ask of a client's process, and its answers. */
export interface ClientCalls {
  act: { input: Action; output: string | null };
  submit: { input: NewCommand<CommandType>; output: string };
  submitMany: { input: { commands: NewCommand<CommandType>[] }; output: number };
  dismissAll: { input: null; output: number };
  network: { input: Partial<NetworkFaults>; output: null };
  writes: { input: Partial<WriteFaults>; output: null };
  /** The client speaks this version of the protocol; null: its own. */
  protocol: { input: number | null; output: null };
  /** Nobody (null), or one of the device's people, is the one who is signed in; who was before signs out. */
  be: { input: { who: number | null }; output: null };
  freeze: { input: Freezing; output: null };
  /** All frozen windows continue. */
  thaw: { input: null; output: null };
  /** The local database is closed under a window. */
  closeDatabase: { input: { window: WindowChoice }; output: null };
  /** The browser deletes the local database under all windows. */
  evict: { input: null; output: null };
  /** A window is closed, and opened again a while later. */
  reload: { input: { window: WindowChoice; downMs: number }; output: null };
  /** Also while it is frozen. */
  leader: { input: null; output: number | null };
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
