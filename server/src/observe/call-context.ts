import { AsyncLocalStorage } from 'node:async_hooks';

/** What each log line says of the work that wrote it: ids alone, never a name, an address or a secret. */
export interface CallContext {
  /** For a call over HTTP. Its reply carries the same id, so that a person asking for help can quote it. */
  requestId?: string;
  /** For a commit that several calls share. */
  requestIds?: readonly string[];
  /** W3C Trace Context: the same id in the logs of whatever called us. */
  traceId?: string;
  /** Identifies one run of a job. */
  runId?: string;
  companyId?: string;
  userId?: string;
}

/** Follows each call through its awaits, so that nothing in between has to pass it on. Holds nothing by itself. */
const storage = new AsyncLocalStorage<CallContext>();

export const inContext = <T>(context: CallContext, work: () => T): T => storage.run(context, work);

/** Within the current context, and with more that is known. */
export const withContext = <T>(more: CallContext, work: () => T): T =>
  inContext({ ...currentContext(), ...more }, work);

export const currentContext = (): Readonly<CallContext> => storage.getStore() ?? {};

/** Says whose call it is as soon as that is known. */
export function noteCaller({ companyId, userId }: { companyId: string; userId: string }): void {
  Object.assign(storage.getStore() ?? {}, { companyId, userId });
}

/** What a commit of these calls reports about itself. */
export function sharedContext(companyId: string, calls: readonly Readonly<CallContext>[]): CallContext {
  const [only, ...others] = calls;
  if (only !== undefined && others.length === 0) return { ...only, companyId };
  return { companyId, requestIds: calls.flatMap(({ requestId }) => requestId ?? []) };
}
