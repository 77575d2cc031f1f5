const MATCH_MIN = 4;
/** The last five bytes of a block are literals, and no match starts in its last twelve. */
const LITERALS_AT_END = 5;
const MATCH_START_TO_END = 12;
const OFFSET_MAX = 65_535;
const HASH_BITS = 14;

interface Output {
  readonly bytes: Uint8Array;
  at: number;
}

/** One raw LZ4 block: no frame, no size in front. */
export function compressLz4(source: Uint8Array): Uint8Array {
  const output: Output = { bytes: new Uint8Array(source.length + Math.ceil(source.length / 255) + 16), at: 0 };
  const lastSeenAt = new Int32Array(1 << HASH_BITS).fill(-1);
  let literalsFrom = 0;
  let at = 0;
  while (at <= source.length - MATCH_START_TO_END) {
    const place = hashAt(source, at);
    const seenAt = lastSeenAt[place] ?? -1;
    lastSeenAt[place] = at;
    const length = seenAt >= 0 && at - seenAt <= OFFSET_MAX ? matchLength(source, seenAt, at) : 0;
    if (length < MATCH_MIN) {
      at += 1;
      continue;
    }
    writeLiterals(output, source.subarray(literalsFrom, at), length - MATCH_MIN);
    writeMatch(output, at - seenAt, length - MATCH_MIN);
    at += length;
    literalsFrom = at;
  }
  writeLiterals(output, source.subarray(literalsFrom), 0);
  return output.bytes.subarray(0, output.at);
}

/** Undoes `compressLz4`; null when the block is broken or does not come out at `rawSize` bytes. */
export function decompressLz4(block: Uint8Array, rawSize: number): Uint8Array | null {
  const output: Output = { bytes: new Uint8Array(rawSize), at: 0 };
  let at = 0;
  while (at < block.length) {
    const token = block[at] ?? 0;
    const literals = readLength(block, at + 1, token >> 4);
    const literalsEnd = literals.next + literals.length;
    if (literalsEnd > block.length || output.at + literals.length > rawSize) return null;
    output.bytes.set(block.subarray(literals.next, literalsEnd), output.at);
    output.at += literals.length;
    if (literalsEnd === block.length) break;
    const offset = (block[literalsEnd] ?? 0) + (block[literalsEnd + 1] ?? 0) * 256;
    const match = readLength(block, literalsEnd + 2, token & 15);
    if (!copyMatch(output, offset, match.length + MATCH_MIN)) return null;
    at = match.next;
  }
  return output.at === rawSize ? output.bytes : null;
}

function hashAt(source: Uint8Array, at: number): number {
  const four =
    (source[at] ?? 0) | ((source[at + 1] ?? 0) << 8) | ((source[at + 2] ?? 0) << 16) | ((source[at + 3] ?? 0) << 24);
  return Math.imul(four, 0x9e3779b1) >>> (32 - HASH_BITS);
}

function matchLength(source: Uint8Array, seenAt: number, at: number): number {
  const lengthMax = source.length - LITERALS_AT_END - at;
  let length = 0;
  while (length < lengthMax && source[seenAt + length] === source[at + length]) length += 1;
  return length;
}

function writeLiterals(output: Output, literals: Uint8Array, matchCode: number): void {
  output.bytes[output.at] = (Math.min(15, literals.length) << 4) | Math.min(15, matchCode);
  output.at += 1;
  writeLength(output, literals.length);
  output.bytes.set(literals, output.at);
  output.at += literals.length;
}

function writeMatch(output: Output, offset: number, matchCode: number): void {
  output.bytes[output.at] = offset & 255;
  output.bytes[output.at + 1] = offset >> 8;
  output.at += 2;
  writeLength(output, matchCode);
}

/** What does not fit into the token's four bits. */
function writeLength(output: Output, length: number): void {
  if (length < 15) return;
  let left = length - 15;
  for (; left >= 255; left -= 255) {
    output.bytes[output.at] = 255;
    output.at += 1;
  }
  output.bytes[output.at] = left;
  output.at += 1;
}

function readLength(block: Uint8Array, from: number, inToken: number): { length: number; next: number } {
  let length = inToken;
  let next = from;
  if (inToken === 15) {
    let more = 255;
    while (more === 255 && next < block.length) {
      more = block[next] ?? 0;
      length += more;
      next += 1;
    }
  }
  return { length, next };
}

/** Byte by byte: a match may reach into what it is writing. */
function copyMatch(output: Output, offset: number, length: number): boolean {
  if (offset === 0 || offset > output.at || output.at + length > output.bytes.length) return false;
  for (let done = 0; done < length; done += 1) {
    output.bytes[output.at] = output.bytes[output.at - offset] ?? 0;
    output.at += 1;
  }
  return true;
}
