import { kindsOf, personIn } from '../harness/person-data.ts';
import { expect, test } from '../harness/test.ts';
import { loginOf, signIn } from '../pages/sign-in.ts';

test('a window that is still open holds up nothing when its person is replaced: it stops, and its data goes', async ({
  installation,
  unpackDevice,
}) => {
  const company = installation.company('nordlicht');
  const [anna, ben] = [loginOf(company, 'salesperson'), loginOf(company, 'salesperson', 1)];
  const laptop = await unpackDevice();
  const first = await laptop.start();
  await signIn(first, company, anna);
  const annas = await personIn(first, anna.email);
  expect(await kindsOf(first, annas)).toEqual(['commands', 'local', 'pages']);

  // The browser lost the note of the session, and no window has looked since.
  await first.evaluate(() => localStorage.removeItem('marginiq.session'));
  const second = await laptop.anotherWindow();
  await signIn(second, company, ben);
  await expect(first.getByRole('heading', { name: 'This window has stopped' })).toBeVisible();
  await expect.poll(() => kindsOf(second, annas)).toEqual([]);
  expect(await kindsOf(second, await personIn(second, ben.email))).toEqual(['commands', 'local', 'pages']);
});
