import { describe, expect, it } from 'vitest';
import { bridgeAcceptance, NOON } from '../../bridge/testing/bridge-acceptance.ts';
import { createBrowserBridge } from './browser-bridge.ts';
import { deviceName } from './device-name.ts';

function makeHost() {
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  const start = () =>
    createBrowserBridge(
      { storage, locks: navigator.locks, userAgent: 'Chrome/1 Linux', now: () => NOON },
      'http://host',
    );
  return { items, start, readableByPage: () => JSON.stringify([...items]) };
}

bridgeAcceptance('the browser', makeHost);

describe('the browser bridge', () => {
  it('takes a damaged store for an empty one', async () => {
    const host = makeHost();
    host.items.set('marginiq.session', '{"profile":');
    host.items.set('marginiq.devices', '["x"]');
    expect(await host.start().storedSession()).toBeNull();
  });

  it('names devices for people', () => {
    expect(deviceName('Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537')).toBe('Chrome on Linux');
    expect(deviceName('Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140')).toBe('Edge on Windows');
    expect(deviceName('something else')).toBe('Browser on a computer');
  });
});
