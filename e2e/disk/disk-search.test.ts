import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOnDisk } from './disk-search.ts';
import { unsnappy } from './snappy.ts';

const TEXT = `${'x'.repeat(500)}{"name":"Stahlbau Hansa","costMinor":6300}${'y'.repeat(500)}`;
const WORDS = ['Stahlbau Hansa', '"costMinor":6300', 'Nordwind'];

/** Snappy's own stream of a text: literals of 60 bytes, and a copy for a run of one letter. */
function snappy(text: Buffer): Buffer {
  const size = [(text.length & 0x7f) | 0x80, text.length >> 7];
  const pieces = [];
  for (let at = 0; at < text.length; at += 60) {
    const piece = text.subarray(at, at + 60);
    const isRun = at > 0 && piece.length > 4 && piece.every((byte) => byte === text[at - 1]);
    pieces.push(
      isRun ? Buffer.from([((piece.length - 1) << 2) | 2, 1, 0]) : Buffer.from([(piece.length - 1) << 2, ...piece]),
    );
  }
  return Buffer.concat([Buffer.from(size), ...pieces]);
}

/** A LevelDB table of one block of data. */
function table(block: Buffer): Buffer {
  const data = Buffer.concat([snappy(block), Buffer.from([1, 0, 0, 0, 0])]);
  const length = data.length - 5;
  const handle = [0, (length & 0x7f) | 0x80, length >> 7];
  const index = Buffer.from([0, 1, handle.length, 0x6b, ...handle, 0, 0, 0, 0, 1, 0, 0, 0]);
  const footer = Buffer.alloc(48);
  Buffer.from([0, 0, (data.length & 0x7f) | 0x80, data.length >> 7, index.length]).copy(footer);
  Buffer.from('57fb808b247547db', 'hex').copy(footer, 40);
  return Buffer.concat([data, index, Buffer.from([0, 0, 0, 0, 0]), footer]);
}

function cacheEntry(body: Buffer): Buffer {
  const key = Buffer.from('1/0/_dk_http://host http://host http://host/trpc/sync.pull');
  const head = Buffer.alloc(24);
  Buffer.from('305c72a71b6dfbfc', 'hex').copy(head);
  head.writeUInt32LE(key.length, 12);
  return Buffer.concat([head, key, body, Buffer.from('d8410d97456ffaf4'), Buffer.alloc(16)]);
}

const utf8 = Buffer.from(TEXT);

describe('searching a disk', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marginiq-disk-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each([
    ['plain text', utf8],
    ['UTF-16', Buffer.from(TEXT, 'utf16le')],
    ['gzip in the middle of a file', Buffer.concat([Buffer.from('head'), gzipSync(utf8), Buffer.from('tail')])],
    ['a cache entry in Brotli', cacheEntry(brotliCompressSync(utf8))],
    [
      'a cache entry in Brotli that was cut off',
      cacheEntry(brotliCompressSync(Buffer.concat([utf8, utf8]))).subarray(0, 160),
    ],
    ['a LevelDB table compressed by Snappy', table(utf8)],
    ['a value that Chromium compressed by Snappy', Buffer.concat([Buffer.from([0xff, 0x11, 0x02]), snappy(utf8)])],
  ])('searching a disk finds words in %s', async (_what, bytes) => {
    await mkdir(join(folder, 'Default'));
    await writeFile(join(folder, 'Default', 'file'), bytes);
    const file = join('Default', 'file');
    expect(await findOnDisk(folder, WORDS)).toEqual([
      { word: 'Stahlbau Hansa', file },
      { word: '"costMinor":6300', file },
    ]);
  });

  it('the search finds nothing in empty space, even in bytes that only look compressed', async () => {
    await writeFile(join(folder, 'file'), Buffer.from([0xff, 0x11, 0x02, 0xff, 0x1f, 0x8b, 0x08, 1, 2, 3]));
    expect(await findOnDisk(folder, WORDS)).toEqual([]);
  });

  it('a cut-off Snappy stream is read as far as it goes', () => {
    expect(unsnappy(snappy(utf8)).toString()).toBe(TEXT);
    expect(TEXT).toContain(unsnappy(snappy(utf8).subarray(0, 300)).toString());
  });
});
