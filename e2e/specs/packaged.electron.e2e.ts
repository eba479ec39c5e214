import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import app from '../../apps/desktop/package.json' with { type: 'json' };
import { startInElectron } from '../harness/electron-program.ts';
import { Link } from '../harness/link.ts';
import { expect, test } from '../harness/test.ts';
import { packageDesktop } from '../packaged/package-desktop.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

test('the packaged program starts outside of the repository, signs in, works offline and restarts', async ({
  installation,
}) => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(join(tmpdir(), 'marginiq-packaged-'));
  const link = await Link.open(() => installation.port);
  try {
    await packageDesktop(folder, { targets: ['dir', 'deb'] });

    const [deb = ''] = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
    const tell = (what: string) => execFileSync('dpkg-deb', [what, join(folder, deb)], { encoding: 'utf8' });
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(tell('-f'))?.[1];
    expect(deb).toBe(`marginiq_${app.version}_amd64.deb`);
    expect(field('Package')).toBe('marginiq');
    expect(field('Version')).toBe(app.version);
    expect(field('Homepage')).toBe(app.homepage);
    expect(field('Maintainer')).toMatch(/^MarginIQ maintainers <.+@.+>$/);
    const held = tell('-c');
    for (const size of [16, 32, 48, 64, 128, 256, 512]) expect(held).toContain(`/${size}x${size}/apps/marginiq.png`);
    const root = join(folder, 'root');
    execFileSync('dpkg-deb', ['-x', join(folder, deb), root]);
    const desktopFile = await readFile(join(root, 'usr/share/applications/marginiq.desktop'), 'utf8');
    expect(desktopFile).toMatch(/^Name=MarginIQ$/m);
    expect(desktopFile).toMatch(/^Icon=marginiq$/m);
    expect(desktopFile).toContain('x-scheme-handler/marginiq');
    expect(desktopFile).toMatch(/^Exec=\/opt\/MarginIQ\/marginiq .*%U$/m);

    const start = () =>
      startInElectron({
        folder: join(folder, 'data'),
        serverUrl: link.url,
        viewport: { width: 1280, height: 860 },
        keyring: true,
        packaged: join(root, 'opt/MarginIQ/marginiq'),
      });
    let program = await start();
    const named = await program.application.evaluate(({ app, Menu }) => ({
      name: app.getName(),
      isPackaged: app.isPackaged,
      roles: Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items.map(({ role }) => role) ?? []),
    }));
    expect(named).toMatchObject({ name: 'MarginIQ', isPackaged: true });
    expect(named.roles).not.toContain('reload');
    expect(named.roles).not.toContain('toggledevtools');

    const company = installation.company('nordlicht');
    await signIn(program.firstWindow, company, loginOf(company, 'salesperson'));
    link.cut();
    const code = await new RequestForm(program.firstWindow).submitSmall();
    await program.close();

    program = await start();
    await expect(program.firstWindow.getByRole('link', { name: new RegExp(code) })).toBeVisible();
    link.restore();
    await program.firstWindow.getByRole('link', { name: new RegExp(code) }).click();
    await expect(program.firstWindow.getByTestId('pending')).toBeHidden({ timeout: 60_000 });
    await program.close();
  } finally {
    await link.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});
