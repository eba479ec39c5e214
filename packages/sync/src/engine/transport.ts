import type { PullInput, PullReply } from '@marginiq/contract/pull';
import type { PushInput, PushReply } from '@marginiq/contract/push';
import type { StreamItem } from '@marginiq/contract/stream';
import type { ReportUnreadableInput } from '@marginiq/contract/unreadable';
import type { Observable } from 'rxjs';

export const TRANSPORT_FAULTS = [
  /** No answer: no network, a cut connection, a captive portal. */
  'offline',
  /** The session has ended, and could not be renewed. */
  'signedOut',
  /** The session now belongs to somebody else, or to another device: this window stops. */
  'otherSession',
  /** An admin took this device's access away: its data is to be wiped. */
  'revoked',
  /** An admin deactivated the person's account: pages and drafts go, as at a sign-out; what waits is kept. */
  'inactive',
  /** The company's access is suspended for now. What waits is kept. */
  'suspended',
  /** The server does not speak this program's protocol. */
  'outdated',
  /** The request was too large: send less immediately. */
  'tooLarge',
  /** The server failed, or answered something that this program does not understand. */
  'server',
  /** The server has too much to do, or is about to stop and another one takes over. Nothing is wrong. */
  'busy',
  /** An operator has put the server under maintenance. */
  'maintenance',
  /** The server will never take this. */
  'rejected',
] as const;
export type TransportFault = (typeof TRANSPORT_FAULTS)[number];

/** What the server said besides its refusal. */
export interface RefusalDetails {
  /** How long it asks to wait. */
  retryAfterMs?: number | null;
  /** The id of the call in its log. */
  requestId?: string | undefined;
  /** Another server takes over: the stream is opened again within this time, at a moment of chance. */
  moveWithinMs?: number | undefined;
  /** In how many milliseconds the maintenance is to be over. */
  overInMs?: number | undefined;
}

export class TransportError extends Error {
  override name = 'TransportError';
  readonly fault: TransportFault;
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
  readonly moveWithinMs: number | null;
  readonly overInMs: number | null;

  constructor(fault: TransportFault, message: string, details: RefusalDetails = {}) {
    super(message);
    this.fault = fault;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.requestId = details.requestId ?? null;
    this.moveWithinMs = details.moveWithinMs ?? null;
    this.overInMs = details.overInMs ?? null;
  }
}

/** The line was silent for too long. Whatever was asked for may be asked for again in smaller pieces. */
export class SilentLineError extends TransportError {
  override name = 'SilentLineError';

  constructor() {
    super('offline', 'Nothing was heard from the server for too long.');
  }
}

/** The way to the server. Every method rejects with a TransportError, or with the signal's reason. */
export interface SyncTransport {
  /** Emits whenever anything at all was heard from the server: a byte of a reply, a ping of the stream. */
  readonly heard$?: Observable<void>;
  push(input: PushInput, signal: AbortSignal): Promise<PushReply>;
  pull(input: PullInput, signal: AbortSignal): Promise<PullReply>;
  /** Reports received documents that this program cannot read. Left out if nobody should be informed. */
  reportUnreadable?(input: ReportUnreadableInput, signal: AbortSignal): Promise<unknown>;
  /** Resolves when the server ends the stream, as it does from time to time. */
  stream(onNews: (item: StreamItem) => void, signal: AbortSignal): Promise<void>;
}
