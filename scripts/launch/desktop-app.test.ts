import { describe, expect, it, vi } from 'vitest';
import { openDesktopApp } from './desktop-app.mjs';

type Ports = NonNullable<Parameters<typeof openDesktopApp>[1]>;

function on(machine: Partial<Ports>) {
  const lines: string[] = [];
  const stop = vi.fn(async () => undefined);
  const ports: Ports = {
    env: { DISPLAY: ':0' },
    platform: 'linux',
    provide: vi.fn(async () => ({ program: '/own/electron', isTestBuild: false })),
    start: vi.fn(() => stop),
    ...machine,
  };
  const log = {
    line: (text: string) => void lines.push(text),
    step: () => ({ done: () => undefined, fail: () => undefined }),
  };
  const open = (wanted = true) =>
    openDesktopApp({ root: '/clone', cacheDir: '/cache', url: 'http://127.0.0.1:4400', open: wanted, log }, ports);
  return { open, ports, lines, stop };
}

describe('npm start and the desktop app', () => {
  it('npm start opens it in Electron’s own program without a word', async () => {
    const { open, ports, lines, stop } = on({});
    await (await open())();
    expect(ports.start).toHaveBeenCalledWith('/own/electron', expect.objectContaining({ root: '/clone' }));
    expect(stop).toHaveBeenCalledOnce();
    expect(lines).toEqual([]);
  });

  it('npm start says in one line that the test build is old', async () => {
    const { open, ports, lines } = on({ provide: async () => ({ program: '/cache/electron', isTestBuild: true }) });
    await open();
    expect(ports.start).toHaveBeenCalledWith('/cache/electron', expect.anything());
    expect(lines).toEqual([
      expect.stringMatching(/^The desktop app opens in an old Electron \(33\.2\.1\), a build for/),
    ]);
  });

  it('npm start asks for no Electron with --no-open, nor without a display', async () => {
    const notWanted = on({});
    await notWanted.open(false);
    expect(notWanted.ports.provide).not.toHaveBeenCalled();
    expect(notWanted.lines).toEqual([]);

    const headless = on({ env: {} });
    await headless.open();
    expect(headless.ports.provide).not.toHaveBeenCalled();
    expect(headless.lines).toEqual([expect.stringContaining('No display')]);
  });

  it('npm start says in one line why there is no Electron, and names the address for a browser', async () => {
    const { open, ports, lines } = on({ provide: async () => ({ program: undefined, why: 'no network' }) });
    await (await open())();
    expect(ports.start).not.toHaveBeenCalled();
    expect(lines).toEqual(['No Electron (no network): open the desktop app in a browser: http://127.0.0.1:4400/app/']);
  });
});
