import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const OPEN_AGAIN = 0;
const CLOSE = 1;

const electron = vi.hoisted(() => ({
  asked: 0,
  answer: Promise.withResolvers<{ response: number }>(),
}));
vi.mock('electron', () => ({
  dialog: {
    showMessageBox: () => {
      electron.asked += 1;
      return electron.answer.promise;
    },
  },
}));
vi.mock('electron-log/main', () => ({ default: { error: () => undefined } }));
const { offerRestartAfterCrash } = await import('./crashed-window.ts');

function aWindow() {
  const did: string[] = [];
  let isDestroyed = false;
  const events = new EventEmitter();
  const window = {
    webContents: {
      on: (name: string, listener: (...args: unknown[]) => void) => events.on(name, listener),
      reload: () => did.push('reload'),
    },
    isDestroyed: () => isDestroyed,
    destroy: () => did.push('destroy'),
  };
  offerRestartAfterCrash(window as unknown as BrowserWindow);
  return {
    did,
    crash: (reason = 'crashed') => events.emit('render-process-gone', {}, { reason, exitCode: 1 }),
    vanish: () => {
      isDestroyed = true;
    },
  };
}

/** What was answered has been acted upon. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a window whose renderer process ended', () => {
  beforeEach(() => {
    electron.asked = 0;
    electron.answer = Promise.withResolvers();
  });

  it.each([
    [OPEN_AGAIN, 'reload'],
    [CLOSE, 'destroy'],
  ])(
    'a window whose renderer process ended asks what to do, and for answer %d does only that: %s',
    async (response, expected) => {
      const { crash, did } = aWindow();
      crash();
      expect([electron.asked, did]).toEqual([1, []]);
      electron.answer.resolve({ response });
      await settled();
      expect(did).toEqual([expected]);
    },
  );

  it('a window whose renderer process ended asks nothing if it ended in good order', () => {
    const { crash } = aWindow();
    crash('clean-exit');
    expect(electron.asked).toBe(0);
  });

  it('a window whose renderer process ended is left alone if it was closed while the question was open', async () => {
    const { crash, vanish, did } = aWindow();
    crash();
    vanish();
    electron.answer.resolve({ response: OPEN_AGAIN });
    await settled();
    expect(did).toEqual([]);
  });
});
