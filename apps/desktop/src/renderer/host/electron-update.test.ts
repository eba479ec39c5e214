import { expect, it } from 'vitest';
import type { InstallAnswer, LookAnswer, UpdateState } from '../../bridge/shell-bridge.ts';
import { ElectronUpdate } from './electron-update.ts';

function makeUpdate({ look = 'found', install = 'installing' }: { look?: LookAnswer; install?: InstallAnswer } = {}) {
  const did: string[] = [];
  let tell: (state: UpdateState) => void = () => undefined;
  const channel = new EventTarget();
  const host = {
    shell: {
      onUpdateState: (listener: (state: UpdateState) => void) => {
        tell = listener;
        return () => undefined;
      },
      lookForUpdate: async (required: boolean) => {
        did.push(required ? 'look for all' : 'look');
        if (look === 'found') tell({ at: 'downloading', version: '0.2.0' });
        return look;
      },
      installUpdate: async () => {
        did.push('install');
        return install;
      },
      openInBrowser: () => void did.push('browser'),
    },
    windows: Object.assign(channel, {
      postMessage: (data: unknown) => {
        did.push(`tell ${data}`);
      },
    }) as unknown as BroadcastChannel,
    beforeUpdate: async () => void did.push('send'),
    beforeReload: async () => void did.push('keep'),
  };
  const update = new ElectronUpdate(host);
  return { update, did, channel, tell: (state: UpdateState) => tell(state) };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('a version that is downloaded in the background is shown once it is ready', () => {
  const { update, tell } = makeUpdate();
  tell({ at: 'downloading', version: '0.2.0' });
  expect(update.state$.value.phase).toBe('none');
  tell({ at: 'ready', version: '0.2.0' });
  expect(update.state$.value.phase).toBe('ready');
});

it('the button sends what waits, keeps what is being written in all windows, and only then installs', async () => {
  const { update, tell, did } = makeUpdate();
  tell({ at: 'ready', version: '0.2.0' });
  await update.apply();
  expect(did).toEqual(['tell keep', 'send', 'keep', 'install']);
  expect(update.state$.value.phase).toBe('applying');
});

it('what is heard of versions while one is being put in place changes nothing on the screen', async () => {
  const { update, tell } = makeUpdate();
  tell({ at: 'ready', version: '0.2.0' });
  await update.apply();
  tell({ at: 'ready', version: '0.3.0' });
  expect(update.state$.value.phase).toBe('applying');
});

it('another window keeps what is being written there', () => {
  const { channel, did } = makeUpdate();
  channel.dispatchEvent(new MessageEvent('message', { data: 'keep' }));
  expect(did).toEqual(['keep']);
});

it.each([
  ['unsentWork', 'unsentWork'],
  ['failed', 'notInstalled'],
] as const)('an install that ends with %s says so and can be tried again', async (install, failure) => {
  const { update, tell, did } = makeUpdate({ install });
  tell({ at: 'ready', version: '0.2.0' });
  await update.apply();
  expect(update.state$.value).toMatchObject({ phase: 'failed', failure });
  await update.apply();
  expect(did.filter((one) => one === 'install')).toHaveLength(2);
});

it('a version that the server refuses is looked for at once, whoever else gets it, and its download is shown', async () => {
  const { update, did, tell } = makeUpdate();
  update.setRequired(true);
  await settled();
  expect(did).toEqual(['look for all']);
  expect(update.state$.value.phase).toBe('downloading');
  tell({ at: 'ready', version: '0.2.0' });
  expect(update.state$.value).toEqual({ phase: 'ready', failure: null, required: true });
});

it('a download that breaks off can be tried again', async () => {
  const { update, did, tell } = makeUpdate();
  update.setRequired(true);
  await settled();
  tell({ at: 'none' });
  expect(update.state$.value).toMatchObject({ phase: 'failed', failure: 'offline' });
  await update.apply();
  expect(did).toEqual(['look for all', 'look for all']);
});

it.each([
  ['nothingNewer', 'nothingNewer'],
  ['failed', 'offline'],
  ['notHere', 'notHere'],
] as const)(
  'a check that ends with %s is reported, and forgotten when the server accepts this version again',
  async (look, failure) => {
    const { update } = makeUpdate({ look });
    update.setRequired(true);
    await settled();
    expect(update.state$.value).toEqual({ phase: 'failed', failure, required: true });
    update.setRequired(false);
    expect(update.state$.value).toEqual({ phase: 'none', failure: null, required: false });
  },
);

it('a program that does not update itself opens MarginIQ in the browser', () => {
  const { update, did } = makeUpdate({ look: 'notHere' });
  update.openInBrowser();
  expect(did).toEqual(['browser']);
});
