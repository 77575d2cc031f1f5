import type { LedgerEntry } from '../ledger/entry.ts';
import { LedgerError, type LedgerReader } from '../ledger/ledger.ts';
import { decodeLine } from './file-ledger-lines.ts';
import { codeOf } from './file-lock.ts';
import type { DiskPiece, LedgerDisk } from './ledger-disk.ts';

/** So much is read at a time: a long ledger needs little memory. */
const PIECE_BYTES = 1024 * 1024;
const LINE_BREAK = 0x0a;

/** Reads a ledger file forward. A last line that is not whole does not count: it may still be in writing, or torn. */
export class FileTail implements LedgerReader {
  readonly #disk: LedgerDisk;
  readonly #place: string;
  #lineNum = 0;
  /** Bytes read as complete lines so far. */
  offset = 0;
  /** The last entry that was read has no line break behind it yet. */
  endsOpen = false;

  /** `place` is what errors call the file. */
  constructor(disk: LedgerDisk, place: string) {
    this.#disk = disk;
    this.#place = place;
  }

  async next(): Promise<LedgerEntry[]> {
    for (let pieceBytes = PIECE_BYTES; ; pieceBytes *= 2) {
      const piece = await this.#read(pieceBytes);
      const isLast = piece.length < pieceBytes;
      const lineEnd = piece.lastIndexOf(LINE_BREAK) + 1;
      const end = isLast && isWhole(piece.subarray(lineEnd)) ? piece.length : lineEnd;
      // A line longer than the piece: read a longer piece, unless this is all there is.
      if (end === 0 && !isLast) continue;
      return this.#take(piece.subarray(0, end), end > lineEnd);
    }
  }

  #take(bytes: Buffer, endsOpen: boolean): LedgerEntry[] {
    const lines = bytes.toString('utf8').split('\n');
    if (!endsOpen) lines.pop();
    // The line break that a last line was still lacking when it was read.
    if (this.endsOpen && lines[0] === '') lines.shift();
    const entries = lines.flatMap((line, index) =>
      line.trim() === '' ? [] : [decodeLine(line, this.#lineNum + index + 1, this.#place)],
    );
    // Only what was understood counts as read: whoever asks again after an error meets it again.
    this.offset += bytes.length;
    this.#lineNum += lines.length;
    if (bytes.length > 0) this.endsOpen = endsOpen;
    return entries;
  }

  /** What stands after the last line break; empty when nothing does. */
  async tornLine(): Promise<string> {
    return (await this.#read(Number.MAX_SAFE_INTEGER)).toString('utf8');
  }

  async #read(bytesMax: number): Promise<Buffer> {
    let piece: DiskPiece | null;
    try {
      piece = await this.#disk.read(this.offset, bytesMax);
    } catch (error) {
      throw unreadable(codeOf(error) ?? (error instanceof Error ? error.message : String(error)), this.#place);
    }
    // No file yet is an empty ledger.
    if (piece === null) return Buffer.alloc(0);
    if (piece.size < this.offset) throw unreadable('it became shorter while it was read', this.#place);
    return piece.bytes;
  }
}

/** A line without its line break counts when it is whole: nothing can follow a closed object. */
function isWhole(line: Buffer): boolean {
  try {
    return line.length > 0 && typeof JSON.parse(line.toString('utf8')) === 'object';
  } catch {
    // Not JSON yet: torn, or still in writing.
    return false;
  }
}

function unreadable(why: string, place: string): LedgerError {
  return new LedgerError(
    'unreadable',
    `the ledger ${place} could not be read: ${why}. What was already submitted is not known, so nothing was spent. Check that LEDGER names the right file and that this user may read it`,
  );
}
