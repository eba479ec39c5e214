import { readVarint, unsnappy } from './snappy.ts';

const FOOTER_BYTES = 48;
const MAGIC = Buffer.from('57fb808b247547db', 'hex');
const SNAPPY = 1;

interface Handle {
  offset: number;
  size: number;
}

function readHandle(bytes: Buffer, at: number): (Handle & { next: number }) | null {
  const offset = readVarint(bytes, at);
  const size = offset === null ? null : readVarint(bytes, offset.next);
  return offset === null || size === null ? null : { offset: offset.value, size: size.value, next: size.next };
}

/** The byte behind a block says how it was compressed. */
function readBlock(table: Buffer, { offset, size }: Handle): Buffer {
  const block = table.subarray(offset, offset + size);
  return table[offset + size] === SNAPPY ? unsnappy(block) : block;
}

/** The values of an index block: the locations of the data blocks. */
function handlesIn(index: Buffer): Handle[] {
  const handles: Handle[] = [];
  const restarts = index.length < 4 ? 0 : index.readUInt32LE(index.length - 4);
  const end = index.length - 4 * (restarts + 1);
  for (let at = 0; at < end; ) {
    const shared = readVarint(index, at);
    const unshared = shared && readVarint(index, shared.next);
    const length = unshared && readVarint(index, unshared.next);
    if (!length || !unshared) break;
    const value = length.next + unshared.value;
    const handle = readHandle(index, value);
    if (handle !== null) handles.push(handle);
    at = value + length.value;
  }
  return handles;
}

/**
 * The blocks of a LevelDB table (`.ldb`), decompressed; none if the bytes are not one.
 * Format: https://github.com/google/leveldb/blob/main/doc/table_format.md
 */
export function leveldbBlocks(table: Buffer): Buffer[] {
  const footer = table.subarray(-FOOTER_BYTES);
  if (footer.length < FOOTER_BYTES || !footer.subarray(-MAGIC.length).equals(MAGIC)) return [];
  const meta = readHandle(footer, 0);
  const index = meta && readHandle(footer, meta.next);
  return index ? handlesIn(readBlock(table, index)).map((handle) => readBlock(table, handle)) : [];
}
