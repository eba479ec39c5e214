import { tearPagesOut } from '../harness/damage.ts';
import { launchElectron, startInElectron } from '../harness/electron-program.ts';
import { startToFail } from '../harness/failing-start.ts';
import { Link } from '../harness/link.ts';
import { expect, test } from '../harness/test.ts';
import { RequestForm } from '../pages/request-form.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

const DESKTOP = { width: 1280, height: 860 };

interface Shell {
  marginiq: { saveFile: (name: string, text: string) => Promise<string> };
}

test('a request link given to a second start opens that request in the first', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson'));
  const code = await new RequestForm(page).submitSmall();
  await page.getByRole('link', { name: 'New request' }).first().click();

  const opened = launchElectron({
    folder: laptop.folder,
    serverUrl: laptop.link.url,
    viewport: DESKTOP,
    keyring: true,
    args: [`marginiq://request/${code}`],
  });
  // The second process ends at once, so Playwright never gets hold of it.
  await opened.then((second) => second.close()).catch(() => undefined);
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^${code}`) })).toBeVisible();
  expect(await laptop.application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('a malformed escape under app:// answers 404, and the page has no permissions', async ({ unpackDevice }) => {
  const laptop = await unpackDevice();
  const page = await laptop.start();
  expect(await page.evaluate(async () => (await fetch('app://marginiq/%E0%A4%A')).status)).toBe(404);
  const states = await page.evaluate(() =>
    Promise.all(
      (['geolocation', 'notifications', 'camera'] as PermissionName[]).map(
        async (name) => (await navigator.permissions.query({ name })).state,
      ),
    ),
  );
  expect(states).toEqual(['denied', 'denied', 'denied']);
});

test('a cancelled save dialog is reported to the page, and a saved file is whole', async ({ unpackDevice }) => {
  const laptop = await unpackDevice();
  const page = await laptop.start();
  await laptop.application.evaluate(({ dialog }) => {
    dialog.showSaveDialog = async () => ({ canceled: true, filePath: '' });
  });
  expect(await page.evaluate(() => (window as unknown as Shell).marginiq.saveFile('backup.json', '[1]'))).toBe(
    'cancelled',
  );
  const saved = await laptop.savedFile(page, async () => {
    expect(await page.evaluate(() => (window as unknown as Shell).marginiq.saveFile('backup.json', '[1]'))).toBe(
      'saved',
    );
  });
  expect(saved).toEqual({ name: 'backup.json', text: '[1]' });
});

test('a repair whose backup is cancelled in the save dialog deletes nothing', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson'));
  laptop.link.cut();
  const code = await new RequestForm(page).submitSmall();
  await laptop.showInertPage(page);
  await tearPagesOut(page);
  await laptop.shutDown();
  page = await laptop.start();
  await expect(page.getByText(`Submit request ${code}`)).toBeVisible();
  const databases = () =>
    page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? '').toSorted());
  const before = await databases();
  await laptop.application.evaluate(({ dialog }) => {
    dialog.showSaveDialog = async () => ({ canceled: true, filePath: '' });
  });
  await page.getByRole('button', { name: 'Repair' }).click();
  await expect(page.getByText('The backup was not saved, so nothing was changed.')).toBeVisible();
  expect(await databases()).toEqual(before);
  await laptop.shutDown();
  page = await laptop.start();
  await expect(page.getByText(`Submit request ${code}`)).toBeVisible();
});

test('a crashed window offers to open again, and does', async ({ unpackDevice }) => {
  const laptop = await unpackDevice();
  await laptop.start();
  const message = await laptop.application.evaluate(async ({ BrowserWindow, dialog }) => {
    const [window] = BrowserWindow.getAllWindows();
    const asked = new Promise<string>((resolve) => {
      dialog.showMessageBox = (async (...given: unknown[]) => {
        resolve((given.at(-1) as { message: string }).message);
        return { response: 0, checkboxChecked: false };
      }) as typeof dialog.showMessageBox;
    });
    const loaded = new Promise<void>((resolve) => window?.webContents.once('did-finish-load', () => resolve()));
    window?.webContents.forcefullyCrashRenderer();
    const text = await asked;
    await loaded;
    return text;
  });
  expect(message).toBe('This window stopped working');
});

test('a link that the program is started with opens its request, and waits while nobody is signed in', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson'));
  const code = await new RequestForm(page).submitSmall();
  await expect(page.getByTestId('pending')).toBeHidden({ timeout: 30_000 });
  await laptop.shutDown();

  const link = `marginiq://request/${code.toLowerCase()}/`;
  const options = { folder: laptop.folder, serverUrl: laptop.link.url, viewport: DESKTOP, keyring: true, args: [link] };
  let program = await startInElectron(options);
  page = program.firstWindow;
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^${code}`) })).toBeVisible();
  await page.getByRole('button', { name: new RegExp(loginOf(company, 'salesperson').name) }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await program.close();

  program = await startInElectron(options);
  page = program.firstWindow;
  await signIn(page, company, loginOf(company, 'salesperson'));
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^${code}`) })).toBeVisible();
  await program.close();
});

test('a second start brings the window of the first to the front', async ({ unpackDevice }) => {
  const laptop = await unpackDevice();
  await laptop.start();
  const windows = () =>
    laptop.application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isVisible()));
  await laptop.application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  expect(await windows()).toEqual([false]);
  const second = launchElectron({
    folder: laptop.folder,
    serverUrl: laptop.link.url,
    viewport: DESKTOP,
    keyring: true,
  });
  await second.then((program) => program.close()).catch(() => undefined);
  await expect.poll(windows).toEqual([true]);
});

test('the menu has the roles of a desktop app, and About says the versions', async ({ unpackDevice }) => {
  const laptop = await unpackDevice();
  await laptop.start();
  const { labels, roles, about } = await laptop.application.evaluate(async ({ Menu, dialog }) => {
    const menu = Menu.getApplicationMenu();
    const asked = new Promise<{ message: string; detail: string }>((resolve) => {
      dialog.showMessageBox = (async (...given: unknown[]) => {
        resolve(given.at(-1) as { message: string; detail: string });
        return { response: 0, checkboxChecked: false };
      }) as typeof dialog.showMessageBox;
    });
    menu?.getMenuItemById('about')?.click();
    const items = menu?.items ?? [];
    return {
      labels: items.map(({ label }) => label),
      roles: items.flatMap(({ submenu }) => submenu?.items.map(({ role }) => role) ?? []),
      about: await asked,
    };
  });
  expect(labels).toEqual(['File', 'Edit', 'View', 'Window', 'Help']);
  expect(roles).toEqual(expect.arrayContaining(['undo', 'redo', 'cut', 'copy', 'paste', 'selectall', 'quit']));
  expect(about.message).toMatch(/^MarginIQ \d+\.\d+\.\d+/);
  expect(about.detail).toContain(laptop.link.url);
  for (const part of ['Electron', 'Chromium', 'Node.js'])
    expect(about.detail).toMatch(new RegExp(`^${part} \\d+`, 'm'));
});

test('a settings file or a server address that cannot be used is named in a dialog, and the program ends', async () => {
  const damaged = await startToFail('{"serverUrl": ');
  expect(damaged).toMatchObject({ title: 'MarginIQ could not start', isReady: true, exitCode: 1 });
  expect(damaged.text).toContain('settings.json');
  const wrong = await startToFail('{"serverUrl": "ftp://files.example"}');
  expect(wrong).toMatchObject({ isReady: true, exitCode: 1 });
  expect(wrong.text).toContain('ftp://files.example');
  const plain = await startToFail('{"serverUrl": "http://marginiq.example"}');
  expect(plain).toMatchObject({ isReady: true, exitCode: 1 });
  expect(plain.text).toContain('http://marginiq.example does not use https');
  const variable = await startToFail('{}', { MARGINIQ_SERVER_URL: 'nowhere' });
  expect(variable.text).toContain('MARGINIQ_SERVER_URL');
});

test('another server is shown nothing of the first one’s session and data, and all of it is there when that comes back', async ({
  installation,
  unpackDevice,
}) => {
  // Three starts of Electron and two first syncs.
  test.setTimeout(180_000);
  const company = installation.company('nordlicht');
  const laptop = await unpackDevice();
  let page = await laptop.start();
  await signIn(page, company, loginOf(company, 'salesperson'));
  laptop.link.cut();
  const code = await new RequestForm(page).submitSmall();
  await laptop.shutDown();

  // The same ids under another address, as on a restored copy.
  const copy = await Link.open(() => installation.port);
  const options = { folder: laptop.folder, viewport: DESKTOP, keyring: true };
  let program = await startInElectron({ ...options, serverUrl: copy.url });
  page = program.firstWindow;
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  // It is said that something waits, and where, and nothing of what it is or whose.
  await expect(page.getByTestId('kept-work')).toContainText(
    `1 action is waiting on this computer for ${laptop.link.url}`,
  );
  await signIn(page, company, loginOf(company, 'salesperson'));
  await expect(page.getByRole('link', { name: new RegExp(code) })).toHaveCount(0);
  await program.close();
  await copy.close();

  laptop.link.restore();
  program = await startInElectron({ ...options, serverUrl: laptop.link.url });
  page = program.firstWindow;
  await page.getByRole('link', { name: new RegExp(code) }).click();
  await expect(page.getByTestId('pending')).toBeHidden({ timeout: 30_000 });
  await program.close();
});
