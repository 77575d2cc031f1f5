import { MalformedBytes } from './sls-bytes.ts';

/** The shortest match; shorter ones are not written. */
const MATCH_LENGTH_MIN = 4;
const EXPANSION_MAX = 255;

/**
 * Decodes one raw LZ4 block (no frame, no size in front), whose decoded size the sender told in a header.
 * @throws MalformedBytes when the block is cut off, points outside itself or has another size.
 */
export function decodeLz4Block(block: Uint8Array, rawSize: number): Buffer {
  // Before the memory is taken: no octet of a block stands for more than 255.
  check(rawSize <= block.length * EXPANSION_MAX, 'the LZ4 block is too short for its size');
  const raw = Buffer.alloc(rawSize);
  const source = new BlockReader(block);
  let to = 0;
  while (!source.isAtEnd) {
    const token = source.byte();
    const literals = source.literals(source.length(token >> 4));
    check(to + literals.length <= rawSize, 'an LZ4 literal is too long');
    raw.set(literals, to);
    to += literals.length;
    // The last sequence has literals only.
    if (source.isAtEnd) break;
    const offset = source.byte() | (source.byte() << 8);
    const end = to + source.length(token & 15) + MATCH_LENGTH_MIN;
    check(offset >= 1 && offset <= to && end <= rawSize, 'an LZ4 match points outside');
    // Octet by octet: a match may reach into what it is writing.
    for (; to < end; to += 1) raw[to] = raw[to - offset] ?? 0;
  }
  check(to === rawSize, `the LZ4 block holds ${to} octets, not ${rawSize}`);
  return raw;
}

class BlockReader {
  readonly #block: Uint8Array;
  #from = 0;

  constructor(block: Uint8Array) {
    this.#block = block;
  }

  get isAtEnd(): boolean {
    return this.#from === this.#block.length;
  }

  byte(): number {
    const value = this.#block[this.#from++];
    if (value === undefined) throw new MalformedBytes('the LZ4 block is cut off');
    return value;
  }

  /** A length that begins in half an octet and goes on in whole ones for as long as they are full. */
  length(nibble: number): number {
    let total = nibble;
    for (let more = nibble === 15 ? 255 : 0; more === 255; total += more) more = this.byte();
    return total;
  }

  literals(length: number): Uint8Array {
    const from = this.#from;
    this.#from += length;
    check(this.#from <= this.#block.length, 'the LZ4 block is cut off');
    return this.#block.subarray(from, this.#from);
  }
}

function check(holds: boolean, otherwise: string): void {
  if (!holds) throw new MalformedBytes(otherwise);
}
