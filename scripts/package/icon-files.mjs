/**
 * The two containers that systems want an icon's sizes in. Both take the sizes as PNG files, one behind the other.
 * @typedef {{ size: number, png: Buffer }} Picture a square one; `size` in pixels
 */

/** What macOS calls each size: https://en.wikipedia.org/wiki/Apple_Icon_Image_format */
const ICNS_TYPES = new Map([
  [16, 'icp4'],
  [32, 'icp5'],
  [64, 'icp6'],
  [128, 'ic07'],
  [256, 'ic08'],
  [512, 'ic09'],
  [1024, 'ic10'],
]);

/**
 * Windows' icon.
 * @param {Picture[]} pictures up to 256 pixels
 * @returns {Buffer}
 */
export function icoOf(pictures) {
  const entrySize = 16;
  const head = Buffer.alloc(6 + entrySize * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const at = 6 + entrySize * index;
    // One byte: 0 means 256.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/**
 * macOS' icon. Sizes that macOS has no name for are left out.
 * @param {Picture[]} pictures
 * @returns {Buffer}
 */
export function icnsOf(pictures) {
  const parts = pictures.flatMap(({ size, png }) => {
    const type = ICNS_TYPES.get(size);
    return type === undefined ? [] : [chunk(type, png)];
  });
  return chunk('icns', Buffer.concat(parts));
}

/**
 * @param {string} type four letters
 * @param {Buffer} content
 */
function chunk(type, content) {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(head.length + content.length, 4);
  return Buffer.concat([head, content]);
}
