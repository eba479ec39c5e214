import type { AccessClaims } from '../auth/access-tokens.ts';
import { ServerMovedError } from '../server-busy.ts';

/** Several windows of one device may each hold one for a moment, while the lead goes from one to another. */
const MOST_OF_A_DEVICE = 8;

/**
 * Another process takes over these streams within this time: long enough to open 200 a second, and short enough that nobody sees a
 * notice that they are not up to date.
 */
const MOVE_MS = { each: 5, least: 1_000, most: 8_000 };

interface OpenStream {
  device: string;
  sessionId: string | undefined;
  end: (reason?: Error) => void;
}

/** A stream's place among those of its device. */
export interface StreamPlace {
  /** Aborted when the stream is over: with its token, with its session, for a newer one, or by its own `end`. */
  signal: AbortSignal;
  end: () => void;
}

/**
 * The streams of this process, by owner. A device has at most a few: one more ends its oldest, so that the one somebody has
 * just opened always works. When a session ends, its streams end immediately.
 */
export class OpenStreams {
  /** In the order in which they were opened. */
  readonly #ofDevice = new Map<string, Set<OpenStream>>();
  readonly #ofSession = new Map<string, Set<OpenStream>>();

  open({ companyId, deviceId, sessionId }: AccessClaims, endsInMs: number): StreamPlace {
    const ending = new AbortController();
    const stream: OpenStream = { device: `${companyId}/${deviceId}`, sessionId, end: () => undefined };
    const timer = setTimeout(() => stream.end(), endsInMs);
    timer.unref();
    stream.end = (reason) => {
      clearTimeout(timer);
      leave(this.#ofDevice, stream.device, stream);
      if (sessionId !== undefined) leave(this.#ofSession, sessionId, stream);
      ending.abort(reason);
    };
    const own = join(this.#ofDevice, stream.device, stream);
    if (sessionId !== undefined) join(this.#ofSession, sessionId, stream);
    const [oldest] = own;
    if (own.size > MOST_OF_A_DEVICE) oldest?.end();
    return { signal: ending.signal, end: () => stream.end() };
  }

  sessionEnded(sessionId: string): void {
    for (const stream of [...(this.#ofSession.get(sessionId) ?? [])]) stream.end();
  }

  /** Who is still signed in opens another one, each after a time of its own. */
  endAll(): void {
    for (const streams of [...this.#ofDevice.values()]) for (const stream of [...streams]) stream.end();
  }

  /** This process stops: everybody opens another one, soon and not all at once. */
  moveAll(): void {
    const within = Math.min(Math.max(this.count * MOVE_MS.each, MOVE_MS.least), MOVE_MS.most);
    const moved = new ServerMovedError(within);
    for (const streams of [...this.#ofDevice.values()]) for (const stream of [...streams]) stream.end(moved);
  }

  get count(): number {
    return [...this.#ofDevice.values()].reduce((sum, streams) => sum + streams.size, 0);
  }
}

function join(groups: Map<string, Set<OpenStream>>, key: string, stream: OpenStream): Set<OpenStream> {
  const group = groups.get(key) ?? new Set();
  groups.set(key, group.add(stream));
  return group;
}

function leave(groups: Map<string, Set<OpenStream>>, key: string, stream: OpenStream): void {
  const group = groups.get(key);
  group?.delete(stream);
  if (group?.size === 0) groups.delete(key);
}
