import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { saveFile } from './save-file.ts';

const makeFolder = () => mkdtempSync(join(tmpdir(), 'marginiq-save-'));
const backup = { name: 'backup.json', text: '["ü"]' };

it('the program saves the text where the person wants it', async () => {
  const folder = makeFolder();
  const place = join(folder, 'mine.json');
  expect(await saveFile(backup, { folder, choosePlace: async () => place })).toBe('saved');
  expect(readFileSync(place, 'utf8')).toBe(backup.text);
});

it('the program writes nothing when the person closes the dialog', async () => {
  const folder = makeFolder();
  expect(await saveFile(backup, { folder, choosePlace: async () => null })).toBe('cancelled');
  expect(readdirSync(folder)).toEqual([]);
});

it('the program never suggests a folder that a page made up', async () => {
  const folder = makeFolder();
  const suggested: string[] = [];
  const choosePlace = async (place: string) => {
    suggested.push(place);
    return null;
  };
  await saveFile({ name: '../../etc/cron.d/x', text: '' }, { folder, choosePlace });
  expect(suggested).toEqual([join(folder, 'x')]);
});

it('the program fails where nothing can be written', async () => {
  const folder = makeFolder();
  const choosePlace = async () => join(folder, 'no-such-folder', 'x.json');
  await expect(saveFile(backup, { folder, choosePlace })).rejects.toThrow('ENOENT');
});
