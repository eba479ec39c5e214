import { openRaw } from '../raw-connection.ts';

/** Longer than anything takes that the server still answers, on a machine that has much else to do. */
export const HANG_MS = 20_000;

/** What came back: a status with a text, or a connection that was ended. */
export interface Reply {
  status: number | 'closed';
  text: string;
}

/** Nothing came back, neither an answer nor an end. */
export class HangError extends Error {
  override name = 'HangError';
}

/** The server cut the connection instead of answering what was well-formed. */
export class CutError extends Error {
  override name = 'CutError';
}

export interface Call {
  path: string;
  /** As JSON in the body of a mutation, in the address of a query. */
  input: unknown;
  type: 'query' | 'mutation' | 'subscription';
  token?: string | null;
  headers?: Record<string, string>;
}

const LARGE_HEAD = 12_000;

/** Most that is read of a stream, whose end nobody waits for. */
const STREAM_BYTES = 4_096;
const STREAM_MS = 150;

async function firstOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  const late = setTimeout(() => void reader.cancel().catch(() => undefined), STREAM_MS);
  while (text.length < STREAM_BYTES) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  clearTimeout(late);
  await reader.cancel().catch(() => undefined);
  return text;
}

/** As text, with what JSON cannot say (undefined, lone surrogates) as it says it. */
const textOf = (input: unknown): string => JSON.stringify(input ?? null);

/** Calls a procedure as a client does. @throws HangError | CutError */
export async function call(url: string, { path, input, type, token, headers }: Call): Promise<Reply> {
  const query =
    type === 'mutation' || input === undefined ? '' : `?input=${encodeURIComponent(wellFormed(textOf(input)))}`;
  try {
    const response = await fetch(`${url}/trpc/${path}${query}`, {
      method: type === 'mutation' ? 'POST' : 'GET',
      headers: {
        ...(type === 'mutation' ? { 'content-type': 'application/json' } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      ...(type === 'mutation' ? { body: textOf(input) } : {}),
      signal: AbortSignal.timeout(HANG_MS),
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    return { status: response.status, text: isStream ? await firstOf(response) : await response.text() };
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') throw new HangError(`${path}: no answer`);
    // A head that is too large is refused while it is still being sent.
    if (query.length > LARGE_HEAD) return { status: 'closed', text: '' };
    throw new CutError(`${path}: ${String(error instanceof Error ? (error.cause ?? error) : error)}`);
  }
}

/** `encodeURIComponent` throws for half a character. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}

/** Sends bytes as they are. @param waits whether an answer or an end must come; otherwise the connection is left after a moment */
export async function sendRaw(url: string, bytes: string, waits = true): Promise<Reply> {
  const raw = openRaw(url, bytes);
  const answered = new Promise<void>((resolve) => void raw.socket.on('data', () => setTimeout(resolve, 30)));
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), waits ? HANG_MS : 100).unref());
  const how = await Promise.race([answered, raw.closed, late]);
  raw.socket.destroy();
  if (how === 'late' && waits) throw new HangError(`${JSON.stringify(bytes.slice(0, 60))}: no answer`);
  const status = /^HTTP\/1\.1 (\d{3})/.exec(raw.text())?.[1];
  return { status: status === undefined ? 'closed' : Number(status), text: raw.text() };
}
