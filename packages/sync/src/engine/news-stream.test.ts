import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { oneTurn } from '../testing/fake-server.ts';
import { VirtualTimers } from '../testing/virtual-timers.ts';
import { listenForNews } from './news-stream.ts';
import { TransportError } from './transport.ts';

/** A stream that breaks as often as it is opened, and names the time after which it may be opened again. */
function breakingStream(retryAfterMs: number, moveWithinMs?: number) {
  const timers = new VirtualTimers();
  const hurry$ = new Subject<void>();
  const stopping = new AbortController();
  const counts = { opened: 0, retries: 0, listeners: 0 };
  const { signal } = stopping;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    counts.listeners += 1;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    counts.listeners -= 1;
    remove(...args);
  };
  const transport = {
    stream: async () => {
      counts.opened += 1;
      throw new TransportError('server', 'too busy', { retryAfterMs, moveWithinMs });
    },
  };
  const listener = {
    onItem: () => undefined,
    onEnd: () => undefined,
    onRetry: () => {
      counts.retries += 1;
    },
    untilItMayOpen: async () => undefined,
  };
  const ports = { transport, after: timers.after, random: () => 0.5, hurry$ };
  const listening = listenForNews(ports, listener, signal);
  const stop = async () => {
    stopping.abort();
    await listening;
  };
  return { timers, hurry$, counts, [Symbol.asyncDispose]: stop };
}

describe('a stream that broke', () => {
  it('a stream that broke puts in doubt within ten seconds what is shown, though it is opened again only later', async () => {
    await using broken = breakingStream(60_000);
    await oneTurn();
    expect(await broken.timers.fire((ms) => ms < 10_000)).toBe(4_500);
    expect(broken.counts).toMatchObject({ opened: 1, retries: 1 });
  });

  it('a stream that broke puts nothing in doubt any more once it is opened again', async () => {
    await using broken = breakingStream(60_000);
    await oneTurn();
    const [ofFirst] = [broken.timers.pending.length];
    broken.hurry$.next();
    await expect.poll(() => broken.counts.opened).toBe(2);
    await oneTurn();
    // Only those of the second break are left.
    expect(broken.timers.pending).toHaveLength(ofFirst);
  });

  it('a stream that broke leaves no listener on the signal for each time that it is opened again', async () => {
    await using broken = breakingStream(0);
    for (let opened = 1; opened <= 20; opened += 1) {
      await expect.poll(() => broken.counts.opened).toBe(opened);
      await oneTurn();
      broken.hurry$.next();
    }
    expect(broken.counts.listeners).toBeLessThanOrEqual(1);
  });
});

describe('a stream that its server asked to move', () => {
  it('a stream that its server asked to move is opened again at a moment of chance within the time that the server named', async () => {
    await using moved = breakingStream(0, 4_000);
    for (let opened = 1; opened <= 3; opened += 1) {
      await expect.poll(() => moved.counts.opened).toBe(opened);
      await oneTurn();
      expect(moved.timers.pending).toEqual([2_000]);
      await moved.timers.fire((ms) => ms === 2_000);
    }
    // Nothing failed, so nothing that is shown is put in doubt.
    expect(moved.counts.retries).toBe(0);
  });

  it('a stream that its server asked to move is opened again within ten seconds, whatever the server names', async () => {
    await using moved = breakingStream(0, 3_600_000);
    await oneTurn();
    expect(moved.timers.pending.every((ms) => ms <= 10_000)).toBe(true);
  });
});
