import { type CallErrorCode, callErrorIn } from '@marginiq/contract/call-error';
import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import type { Identity } from '@marginiq/contract/session';
import type { AppRouter } from '@marginiq/server/procedures/router';
import {
  type RefusalDetails,
  type SyncTransport,
  TransportError,
  type TransportFault,
} from '@marginiq/sync/engine/transport';
import { retryAfterMsOf } from '@marginiq/ui/patient-fetch';
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, TRPCClientError } from '@trpc/client';
import { EventSource } from 'eventsource';
import { afterByTimer } from '../../host/after-by-timer.ts';
import { Line } from './line.ts';

/** For whatever the code says no more of, codes that this program does not know, and servers that name none. */
const FAULT_BY_TRANSPORT: Record<string, TransportFault> = {
  UNAUTHORIZED: 'signedOut',
  FORBIDDEN: 'rejected',
  PRECONDITION_FAILED: 'outdated',
  PAYLOAD_TOO_LARGE: 'tooLarge',
  BAD_REQUEST: 'rejected',
  NOT_FOUND: 'outdated',
  SERVICE_UNAVAILABLE: 'busy',
};

/** Where the code says more. */
const FAULT_BY_CODE: Partial<Record<CallErrorCode, TransportFault>> = {
  deviceRevoked: 'revoked',
  personInactive: 'inactive',
  companySuspended: 'suspended',
  otherSession: 'otherSession',
  maintenance: 'maintenance',
};

/** The source of access tokens, all of one session. Both reject with a TransportError. */
export interface TokenSource {
  /** Whose session: every call names it, and the server compares. Without it the server has the token's word alone. */
  identity?: Identity;
  get: () => Promise<string>;
  /** A fresh one: the server does not take the one in hand. */
  renew: () => Promise<string>;
}

type Answer = NonNullable<TRPCClientError<AppRouter>['data']>;

/** The meaning of an answer of ours, and what else it says; without an answer, that we are offline. */
function meaningOf(data: Partial<Answer> | null | undefined, response: unknown): [TransportFault, RefusalDetails] {
  const { code, requestId } = data ?? {};
  const retryAfterMs = retryAfterMsOf(response);
  if (code === undefined) return ['offline', { retryAfterMs }];
  const told = callErrorIn(data);
  const fault = (told === null ? undefined : FAULT_BY_CODE[told.code]) ?? FAULT_BY_TRANSPORT[code] ?? 'server';
  if (code === 'UNAUTHORIZED') return [fault, {}];
  if (told?.code === 'maintenance') {
    return [fault, { retryAfterMs, overInMs: told.waitSeconds === undefined ? undefined : told.waitSeconds * 1000 }];
  }
  const moveWithinMs = told?.code === 'moved' ? told.moveWithinMs : undefined;
  return [fault, { retryAfterMs, moveWithinMs, ...(code === 'INTERNAL_SERVER_ERROR' ? { requestId } : {}) }];
}

/** The refusal of a stream: an EventSource only reports that it did not open. */
async function refusalIn(response: Response): Promise<TransportError | null> {
  if (response.ok) return null;
  const body = await response
    .clone()
    .json()
    .catch(() => null);
  const [fault, details] = meaningOf(body?.error?.data, response);
  return new TransportError(fault, 'The server refused the stream.', details);
}

/** An answer that is not ours (no answer, a captive portal's page, a proxy's error) means that we are offline. */
function toTransportError(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  if (!(error instanceof TRPCClientError)) return new TransportError('offline', String(error));
  const ours = error as TRPCClientError<AppRouter>;
  if (ours.cause instanceof TransportError) return ours.cause;
  const [fault, details] = meaningOf(ours.data, ours.meta?.response);
  return new TransportError(fault, ours.message, details);
}

/** The way to the server over tRPC: push and pull as requests, the stream over server-sent events. */
export function createTrpcTransport(serverUrl: string, token: TokenSource): SyncTransport {
  const url = `${serverUrl}/trpc`;
  const { identity } = token;
  // A browser's cache would keep every pulled page, unencrypted.
  const uncached: typeof fetch = (input, init) => fetch(input, { ...init, cache: 'no-store' });
  const line = new Line({ fetch: uncached, after: afterByTimer });
  /** Why the last requested stream did not open. */
  let refusedStream: TransportError | null = null;
  const authorization = async () => ({ authorization: `Bearer ${await token.get()}` });
  const trpc = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({
          url,
          // The browser's own EventSource cannot send an authorization header; this one is the same on fetch.
          EventSource: EventSource,
          eventSourceOptions: async () => {
            const headers = await authorization();
            return {
              fetch: async (input, init) => {
                const response = await line.listen(input, { ...init, headers: { ...init.headers, ...headers } });
                refusedStream = await refusalIn(response);
                return response;
              },
            };
          },
        }),
        false: httpLink({ url, headers: authorization, fetch: line.call as typeof fetch }),
      }),
    ],
  });

  /** Retries once with a fresh token if the server does not accept the current one. */
  async function call<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let renewed = false; ; renewed = true) {
      try {
        const answer = await work();
        // Whoever stopped meanwhile is given nothing more.
        signal.throwIfAborted();
        return answer;
      } catch (error) {
        signal.throwIfAborted();
        const fault = toTransportError(error);
        if (fault.fault !== 'signedOut' || renewed) throw fault;
        await token.renew();
      }
    }
  }

  return {
    heard$: line.heard$,
    push: (input, signal) => call(() => trpc.sync.push.mutate({ ...input, identity }, { signal }), signal),
    pull: (input, signal) => call(() => trpc.sync.pull.query({ ...input, identity }, { signal }), signal),
    reportUnreadable: (input, signal) =>
      call(() => trpc.sync.reportUnreadable.mutate({ ...input, identity }, { signal }), signal),
    stream: async (onNews, signal) => {
      await token.get();
      refusedStream = null;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      // Unsubscribing calls `onComplete`, as if the stream had ended cleanly: whatever must be said about the end must
      // be said before.
      const end = (say: () => void) => {
        say();
        subscription.unsubscribe();
      };
      const fail = (error: unknown) => end(() => reject(refusedStream ?? toTransportError(error)));
      const subscription = trpc.sync.stream.subscribe(
        { protocol: PROTOCOL_VERSION, identity },
        {
          // An item of protocol 1 comes bare, one that can be resumed by comes with its id.
          onData: (item) => {
            if (!signal.aborted) onNews('data' in item ? item.data : item);
          },
          onError: fail,
          onComplete: () => resolve(),
          onConnectionStateChange: ({ state, error }) => {
            // The engine decides when to open it again: with a fresh token, and with jitter.
            if (state === 'connecting' && error) fail(error);
          },
        },
      );
      const silence = line.silent$.subscribe(fail);
      const stop = () => end(resolve);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
      try {
        await promise;
      } finally {
        silence.unsubscribe();
        signal.removeEventListener('abort', stop);
      }
    },
  };
}
