import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import { guardNavigation } from './navigation-guard.ts';

function makeWindow() {
  const events = new EventEmitter();
  const opened: string[] = [];
  let openHandler: (details: { url: string }) => unknown = () => undefined;
  const contents = {
    on: (name: string, listener: (...args: unknown[]) => void) => events.on(name, listener),
    setWindowOpenHandler: (handler: typeof openHandler) => {
      openHandler = handler;
    },
  } as unknown as WebContents;
  guardNavigation(contents, { pageOrigin: 'app://marginiq', openOutside: (address) => opened.push(address) });
  const navigate = (url: string) => {
    let prevented = false;
    events.emit('will-navigate', {
      url,
      preventDefault: () => {
        prevented = true;
      },
    });
    return prevented ? 'stopped' : 'went';
  };
  return { navigate, open: (url: string) => openHandler({ url }), opened };
}

describe('the navigation guard', () => {
  it('the navigation guard keeps the window on its own page and hands https to the browser', () => {
    const window = makeWindow();
    expect(window.navigate('app://marginiq/#/inbox')).toBe('went');
    expect(window.navigate('https://example.com/help')).toBe('stopped');
    expect(window.navigate('app://marginiq.example/')).toBe('stopped');
    expect(window.open('https://example.com/more')).toEqual({ action: 'deny' });
    expect(window.opened).toEqual(['https://example.com/help', 'https://example.com/more']);
  });

  it('the navigation guard opens neither files nor programs nor scripts', () => {
    const window = makeWindow();
    for (const address of [
      'file:///etc/passwd',
      'http://plain.example',
      'smb://share',
      'vbscript:x',
      'not an address',
    ]) {
      expect(window.navigate(address)).toBe('stopped');
      expect(window.open(address)).toEqual({ action: 'deny' });
    }
    expect(window.opened).toEqual([]);
  });
});
