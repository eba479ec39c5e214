import { expect, test } from 'vitest';
import { type BrowserProbes, findChromium } from './chromium.mjs';

const none: BrowserProbes = {
  named: undefined,
  exists: () => false,
  findOnPath: () => undefined,
  playwrights: () => Promise.resolve(undefined),
};

test('the named one, then one on the PATH, then Playwright’s own', async () => {
  const playwrights = () => Promise.resolve('/own/chrome');
  const findOnPath = (name: string) => (name === 'google-chrome' ? '/usr/bin/google-chrome' : undefined);
  expect(await findChromium({ ...none, named: '/opt/chrome', exists: () => true, findOnPath })).toBe('/opt/chrome');
  expect(await findChromium({ ...none, findOnPath, playwrights })).toBe('/usr/bin/google-chrome');
  expect(await findChromium({ ...none, playwrights })).toBe('/own/chrome');
  expect(await findChromium(none)).toBeUndefined();
});

test('a named browser that is not there is an error, not a reason to take another', async () => {
  await expect(findChromium({ ...none, named: '/opt/chrome' })).rejects.toThrow('MARGINIQ_CHROMIUM names /opt/chrome');
});
