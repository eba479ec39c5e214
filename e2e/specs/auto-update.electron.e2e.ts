import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import app from '../../apps/desktop/package.json' with { type: 'json' };
import { expectAccessible } from '../harness/accessibility.ts';
import { startInElectron } from '../harness/electron-program.ts';
import { Link } from '../harness/link.ts';
import { DESKTOP } from '../harness/program.ts';
import { screenshot } from '../harness/screenshot.ts';
import { expect, test } from '../harness/test.ts';
import { DpkgStandIn } from '../packaged/dpkg-stand-in.ts';
import { packageDesktop } from '../packaged/package-desktop.ts';
import { debIn, UpdateFeed } from '../packaged/update-feed.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

const NEWER = '99.0.0';

interface Shell {
  marginiq: {
    lookForUpdate: (required: boolean) => Promise<string>;
    installUpdate: () => Promise<string>;
    onUpdateState: (listener: (state: { at: string }) => void) => () => void;
  };
}
const look = (page: Page) => page.evaluate(() => (window as unknown as Shell).marginiq.lookForUpdate(false));
const install = (page: Page) => page.evaluate(() => (window as unknown as Shell).marginiq.installUpdate());
const stateOf = (page: Page) =>
  page.evaluate(
    () => new Promise<string>((tell) => (window as unknown as Shell).marginiq.onUpdateState(({ at }) => tell(at))),
  );
const notice = (page: Page) => page.getByTestId('update-notice');

test('an installed program finds, checks and downloads the next version, and installs it only when nothing is unsent', async ({
  installation,
}) => {
  test.setTimeout(420_000);
  const folder = await mkdtemp(join(tmpdir(), 'marginiq-update-'));
  const link = await Link.open(() => installation.port);
  const feed = await UpdateFeed.open();
  const root = join(folder, 'root');
  const dpkg = await DpkgStandIn.make(join(folder, 'bin'), root);
  try {
    await packageDesktop(join(folder, 'older'), { targets: ['deb'], updatesFrom: feed.url });
    await packageDesktop(join(folder, 'newer'), { targets: ['deb'], updatesFrom: feed.url, version: NEWER });
    const unpackOlder = async () => execFileSync('dpkg-deb', ['-x', await debIn(join(folder, 'older')), root]);
    await unpackOlder();
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'data/settings.json'), '{"updateChannel": "beta"}');
    const start = async () => {
      const program = await startInElectron({
        folder: join(folder, 'data'),
        serverUrl: link.url,
        viewport: DESKTOP,
        keyring: true,
        packaged: join(root, 'opt/MarginIQ/marginiq'),
        env: { PATH: dpkg.path, XDG_CACHE_HOME: join(folder, 'cache') },
      });
      // Playwright could not get hold of a program that another one started: the test starts it itself.
      await program.application.evaluate(({ app: running }) => {
        running.relaunch = () => undefined;
      });
      const version = await program.application.evaluate(({ app: running }) => running.getVersion());
      return { ...program, page: program.firstWindow, version };
    };

    // Looked for in the channel of the settings; published there, but not for this device yet.
    await feed.publish(join(folder, 'newer'), { channel: 'latest' });
    await feed.publish(join(folder, 'newer'), { channel: 'beta', stagingPercentage: 0 });
    let program = await start();
    expect(program.version).toBe(app.version);
    await expect.poll(() => feed.asked).toContain('beta-linux.yml');
    expect(await look(program.page)).toBe('nothingNewer');
    expect(new Set(feed.asked)).toEqual(new Set(['beta-linux.yml']));

    // A package that is not what was announced is not installed.
    await feed.publish(join(folder, 'newer'), { channel: 'beta', damaged: true });
    expect(await look(program.page)).toBe('found');
    await expect.poll(() => stateOf(program.page), { timeout: 30_000 }).toBe('none');
    expect(await install(program.page)).toBe('notReady');

    // Downloaded in the background; not installed over unsent work, neither by the button nor on quit.
    const company = installation.company('nordlicht');
    await signIn(program.page, company, loginOf(company, 'salesperson'));
    link.cut();
    const code = await new RequestForm(program.page).submitSmall();
    await feed.publish(join(folder, 'newer'), { channel: 'beta', stagingPercentage: 100 });
    expect(await look(program.page)).toBe('found');
    await expect(notice(program.page)).toContainText('A new version of MarginIQ is ready', { timeout: 30_000 });
    await notice(program.page).getByRole('button', { name: 'Restart and update' }).click();
    await expect(notice(program.page)).toContainText('Some actions have not been sent yet');
    await program.close();
    expect(await dpkg.asked()).toEqual([]);

    // Sent: installed when the program ends.
    program = await start();
    expect(program.version).toBe(app.version);
    link.restore();
    await program.page.getByRole('link', { name: new RegExp(code) }).click();
    await expect(program.page.getByTestId('pending')).toBeHidden({ timeout: 60_000 });
    await expect(notice(program.page)).toContainText('A new version of MarginIQ is ready', { timeout: 30_000 });
    await program.close();
    const asked = await dpkg.asked();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/^-i \/.+\.deb$/);
    expect(basename(asked[0] ?? '')).toBe(basename(await debIn(join(folder, 'newer'))));
    program = await start();
    expect(program.version).toBe(NEWER);
    await expect(program.page.getByRole('link', { name: new RegExp(code) })).toBeVisible();
    await program.close();

    // And by the button, with what is being written.
    await unpackOlder();
    program = await start();
    const writing = new RequestForm(program.page);
    await writing.open();
    await writing.justify('They want an answer today.');
    await expect(notice(program.page)).toContainText('A new version of MarginIQ is ready', { timeout: 30_000 });
    await expectAccessible(program.page);
    await screenshot(program.page, '26-version-ready');
    const ended = program.application.waitForEvent('close');
    await notice(program.page).getByRole('button', { name: 'Restart and update' }).click();
    await ended;
    expect(await dpkg.asked()).toHaveLength(2);
    program = await start();
    expect(program.version).toBe(NEWER);
    await program.page.getByRole('link', { name: /^Continue: / }).click();
    await expect(new RequestForm(program.page).justification).toHaveValue('They want an answer today.');
    await program.close();
  } finally {
    await link.close();
    await feed.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});
