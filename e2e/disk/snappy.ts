/** A varint of LevelDB's and Snappy's. @returns null if there is none */
export function readVarint(bytes: Buffer, at: number): { value: number; next: number } | null {
  let value = 0;
  for (let shift = 0; shift < 35 && at + shift / 7 < bytes.length; shift += 7) {
    const byte = bytes[at + shift / 7] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at + shift / 7 + 1 };
  }
  return null;
}

/** An element of the stream: literal text, or a copy of earlier output. */
function readElement(
  bytes: Buffer,
  at: number,
): { next: number; literal: number } | { next: number; copy: [number, number] } {
  const tag = bytes[at] ?? 0;
  const upper = tag >> 2;
  if ((tag & 3) === 0) {
    const extra = upper < 60 ? 0 : upper - 59;
    const length = extra === 0 ? upper : bytes.readUIntLE(at + 1, extra);
    return { next: at + 1 + extra, literal: length + 1 };
  }
  if ((tag & 3) === 1) {
    return { next: at + 2, copy: [(upper & 7) + 4, ((tag >> 5) << 8) | (bytes[at + 1] ?? 0)] };
  }
  const width = (tag & 3) === 2 ? 2 : 4;
  return { next: at + 1 + width, copy: [upper + 1, bytes.readUIntLE(at + 1, width)] };
}

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Decompresses Snappy as far as possible: unrelated or missing bytes end it. Format:
 * https://github.com/google/snappy/blob/main/format_description.txt
 */
export function unsnappy(bytes: Buffer, from = 0): Buffer {
  const size = readVarint(bytes, from);
  if (size === null || size.value > MAX_BYTES) return Buffer.alloc(0);
  const out = Buffer.alloc(size.value);
  let written = 0;
  let at = size.next;
  try {
    while (written < out.length && at < bytes.length) {
      const element = readElement(bytes, at);
      at = element.next;
      if ('literal' in element) {
        written += bytes.copy(out, written, at, at + element.literal);
        at += element.literal;
        continue;
      }
      const [length, offset] = element.copy;
      if (offset === 0 || offset > written) break;
      for (let end = Math.min(written + length, out.length); written < end; written += 1) {
        out[written] = out[written - offset] ?? 0;
      }
    }
  } catch (error) {
    // A number that is cut off.
    if (!(error instanceof RangeError)) throw error;
  }
  return out.subarray(0, written);
}
