import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Closing } from './closing.ts';

/** A window as in Electron: closing it asks its listeners, and can be prevented. */
class WindowStandIn extends EventEmitter {
  static #made = 0;
  closed = false;
  crashed = false;
  readonly webContents: { id: number; isCrashed: () => boolean };

  constructor() {
    super();
    WindowStandIn.#made += 1;
    this.webContents = { id: WindowStandIn.#made, isCrashed: () => this.crashed };
  }

  isDestroyed = () => this.closed;

  close(): void {
    let isPrevented = false;
    this.emit('close', {
      preventDefault: () => {
        isPrevented = true;
      },
    });
    if (isPrevented || this.closed) return;
    this.closed = true;
    this.emit('closed');
  }
}

function aProgram() {
  const asked: number[] = [];
  const windows = [new WindowStandIn(), new WindowStandIn()] as const;
  const quit = () => {
    closing.quitting();
    for (const window of windows) if (!window.closed) window.close();
  };
  const closing: Closing = new Closing({
    ask: ({ webContents }) => asked.push(webContents.id),
    quit,
    log: () => undefined,
  });
  for (const window of windows) closing.watch(window as unknown as BrowserWindow);
  return { asked, windows, quit, saved: (window: WindowStandIn) => closing.saved(window.webContents.id) };
}

describe('closing a window', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('a window waits until its page has saved, is asked once, and closes no other', () => {
    const { asked, windows, saved } = aProgram();
    const [window, other] = windows;
    window.close();
    window.close();
    expect([asked, window.closed]).toEqual([[window.webContents.id], false]);
    saved(window);
    expect([window.closed, other.closed]).toEqual([true, false]);
  });

  it('closing a window does not wait for a page that does not answer, nor for one that crashed', () => {
    const { windows } = aProgram();
    const [silent, crashed] = windows;
    silent.close();
    crashed.crashed = true;
    crashed.close();
    expect([silent.closed, crashed.closed]).toEqual([false, true]);
    vi.runAllTimers();
    expect(silent.closed).toBe(true);
  });

  it('closing a window ends the program once the pages of all its windows have saved', () => {
    const { asked, windows, quit, saved } = aProgram();
    const [one, two] = windows;
    quit();
    expect(asked).toHaveLength(2);
    saved(two);
    expect([one.closed, two.closed]).toEqual([false, true]);
    saved(one);
    expect(one.closed).toBe(true);
    // Being late has no effect.
    saved(one);
    vi.runAllTimers();
    expect(asked).toHaveLength(2);
  });
});
