import { describe, expect, it } from 'vitest';
import type { RequestLink, UpdateState } from '../bridge/shell-bridge.ts';
import { createShellBridge } from '../preload/shell-bridge.ts';
import { SHELL_CHANNELS } from '../preload/shell-channels.ts';
import { ourPage } from './our-page.ts';
import { registerShellIpc, type Shell } from './shell-ipc.ts';
import { IpcStandIn } from './testing/electron-stand-in.ts';

type Hear = (event: unknown, ...args: unknown[]) => void;

function makeBridge() {
  const ipc = new IpcStandIn();
  const did: unknown[] = [];
  let waiting: RequestLink | null = null;
  const shell: Shell = {
    saveFile: async (_sender, file) => {
      did.push(file);
      return 'cancelled';
    },
    takeLink: () => {
      const link = waiting;
      waiting = null;
      return link;
    },
    reportUnsent: (count) => void did.push(count),
    unsentElsewhere: () => [{ address: 'https://before.example', unsent: 2 }],
    openInBrowser: () => void did.push('browser'),
    saved: () => void did.push('saved'),
    updateState: () => ({ at: 'ready', version: '0.2.0' }),
    lookForUpdate: async (required) => (required ? 'found' : 'notHere'),
    installUpdate: () => 'unsentWork',
  };
  registerShellIpc(ipc.main, shell, ourPage('app://marginiq'));
  const listeners = new Map<string, Set<Hear>>();
  const bridge = createShellBridge({
    invoke: ipc.renderer.invoke,
    on: (event: string, hear: Hear) => {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(hear));
    },
    removeListener: (event: string, hear: Hear) => {
      listeners.get(event)?.delete(hear);
    },
  } as never);
  const send = (event: string, value?: unknown) => {
    for (const hear of listeners.get(event) ?? []) hear({}, value);
  };
  const openLink = (link: RequestLink) => {
    waiting = link;
  };
  return { ipc, bridge, did, send, openLink };
}

/** What was requested over IPC has been answered. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('between the page and the program around it', () => {
  it('there are the listed channels and no others', () => {
    expect(makeBridge().ipc.channels.toSorted()).toEqual([...SHELL_CHANNELS].toSorted());
  });

  it('a window that is about to close has its page save first, and says when it has, also if there is nothing to save', async () => {
    const { bridge, did, send } = makeBridge();
    send('window:closing');
    await settled();
    expect(did).toEqual(['saved']);
    const writing = Promise.withResolvers<void>();
    bridge.onClosing(() => writing.promise);
    send('window:closing');
    await settled();
    expect(did).toEqual(['saved']);
    writing.resolve();
    await settled();
    expect(did).toEqual(['saved', 'saved']);
  });

  it('a cancelled save dialog is reported as such', async () => {
    const { bridge, did } = makeBridge();
    expect(await bridge.saveFile('backup.json', '[]')).toBe('cancelled');
    expect(did).toEqual([{ name: 'backup.json', text: '[]' }]);
  });

  it('a link opened before the page was ready arrives, and one opened later does too, each once', async () => {
    const { bridge, openLink, send } = makeBridge();
    openLink({ requestCode: 'R-000001' });
    const heard: RequestLink[] = [];
    const stop = bridge.onRequestLink((link) => heard.push(link));
    await settled();
    openLink({ requestCode: 'R-000002' });
    send('link:opened');
    send('link:opened');
    await settled();
    expect(heard.map(({ requestCode }) => requestCode)).toEqual(['R-000001', 'R-000002']);
    stop();
    openLink({ requestCode: 'R-000003' });
    send('link:opened');
    await settled();
    expect(heard).toHaveLength(2);
  });

  it('the state of updates is sent immediately and on every change', async () => {
    const { bridge, send } = makeBridge();
    const heard: UpdateState[] = [];
    bridge.onUpdateState((state) => heard.push(state));
    await settled();
    send('update:changed', { at: 'none' });
    expect(heard).toEqual([{ at: 'ready', version: '0.2.0' }, { at: 'none' }]);
    expect(await bridge.lookForUpdate(true)).toBe('found');
    expect(await bridge.lookForUpdate(false)).toBe('notHere');
    expect(await bridge.installUpdate()).toBe('unsentWork');
  });

  it('the number of waiting commands is sent, including that it is unknown, and MarginIQ is opened in the browser', async () => {
    const { bridge, did } = makeBridge();
    bridge.reportUnsent(3);
    bridge.reportUnsent(null);
    bridge.openInBrowser();
    await settled();
    expect(did).toEqual([3, null, 'browser']);
    expect(await bridge.unsentElsewhere()).toEqual([{ address: 'https://before.example', unsent: 2 }]);
  });

  it('only our own page is answered, and only with arguments that fit', async () => {
    const { ipc, did } = makeBridge();
    await expect(ipc.renderer.invoke('work:unsent', -1)).rejects.toThrow();
    await expect(ipc.renderer.invoke('work:unsent', 'none')).rejects.toThrow();
    await expect(ipc.renderer.invoke('files:save', { name: 'x' }, 'x')).rejects.toThrow();
    ipc.pageUrl = 'https://elsewhere.example/';
    await expect(ipc.renderer.invoke('files:save', 'x', 'x')).rejects.toThrow('not ours');
    expect(did).toEqual([]);
  });
});
