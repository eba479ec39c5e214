import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { icnsOf, icoOf } from './icon-files.mjs';

const BUILD = fileURLToPath(new URL('../../apps/desktop/build/', import.meta.url));
const pictures = [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024].map((size) => ({
  size,
  png: readFileSync(`${BUILD}icons/${size}x${size}.png`),
}));

it('the committed icons hold the committed pictures, each of the size that its name says', () => {
  for (const { size, png } of pictures) expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
  expect(readFileSync(`${BUILD}icon.icns`).equals(icnsOf(pictures))).toBe(true);
  expect(readFileSync(`${BUILD}icon.ico`).equals(icoOf(pictures.filter(({ size }) => size <= 256)))).toBe(true);
});
