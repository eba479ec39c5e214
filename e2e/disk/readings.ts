import { createBrotliDecompress, createInflateRaw } from 'node:zlib';
import { leveldbBlocks } from './leveldb-table.ts';
import { unsnappy } from './snappy.ts';

/** Every place at which a marker occurs in the bytes. */
function* placesOf(marker: Buffer, bytes: Buffer): Generator<number> {
  for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, at + 1)) yield at;
}

/** As far as it can be decompressed: what was cut off, or has something behind it, is read as well. */
function decompressed(bytes: Buffer, stream: ReturnType<typeof createInflateRaw | typeof createBrotliDecompress>) {
  const parts: Buffer[] = [];
  return new Promise<Buffer>((resolve) => {
    const done = () => resolve(Buffer.concat(parts));
    stream
      .on('data', (part: Buffer) => parts.push(part))
      .on('error', done)
      .on('end', done)
      .on('close', done);
    stream.end(bytes);
  });
}

/** A gzip head without a file name or anything else in it, as web servers write it. Its check sum is not looked at. */
const GZIP = Buffer.from([0x1f, 0x8b, 0x08, 0]);
const GZIP_HEAD_BYTES = 10;
/** How Chromium marks a value of IndexedDB that it compressed (`third_party/blink/.../idb_value_wrapping.cc`). */
const SNAPPY_VALUE = Buffer.from([0xff, 0x11, 0x02]);
/** The head of an entry of Chromium's cache (`net/disk_cache/simple/simple_entry_format.h`); the key follows, then the body. */
const CACHE_ENTRY = Buffer.from('305c72a71b6dfbfc', 'hex');
const CACHE_HEAD_BYTES = 24;

/** The body of a cache entry, where it is compressed by Brotli, which has no marker of its own. */
async function cacheBody(bytes: Buffer): Promise<Buffer[]> {
  if (!bytes.subarray(0, CACHE_ENTRY.length).equals(CACHE_ENTRY) || bytes.length < CACHE_HEAD_BYTES) return [];
  const body = bytes.subarray(CACHE_HEAD_BYTES + bytes.readUInt32LE(12));
  return [await decompressed(body, createBrotliDecompress())];
}

/** The bytes of a file, and all that is compressed in them, in the ways in which Chromium and its parts write to the disk. */
export async function readingsOf(bytes: Buffer): Promise<Buffer[]> {
  const once = [bytes, ...leveldbBlocks(bytes), ...(await cacheBody(bytes))];
  const nested = once.flatMap((reading) => [
    ...[...placesOf(SNAPPY_VALUE, reading)].map(async (at) => unsnappy(reading, at + SNAPPY_VALUE.length)),
    ...[...placesOf(GZIP, reading)].map((at) =>
      decompressed(reading.subarray(at + GZIP_HEAD_BYTES), createInflateRaw()),
    ),
  ]);
  return [...once, ...(await Promise.all(nested))];
}
