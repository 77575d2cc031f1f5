import { type FileHandle, open } from 'node:fs/promises';
import type { LedgerEntry } from '../ledger/entry.ts';
import { LedgerError, type LedgerReader } from '../ledger/ledger.ts';
import { decodeLine } from './file-ledger-lines.ts';
import { codeOf } from './file-lock.ts';

/** So much is read at a time: a long ledger needs little memory. */
const PIECE_BYTES = 1024 * 1024;
const LINE_BREAK = 0x0a;

/** Reads a ledger file forward. Only lines that end with a line break count; a torn last one may still be in writing. */
export class FileTail implements LedgerReader {
  readonly #path: string;
  #lineNum = 0;
  /** Bytes read as complete lines so far. */
  offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async next(): Promise<LedgerEntry[]> {
    for (let pieceBytes = PIECE_BYTES; ; pieceBytes *= 2) {
      const piece = await this.#read(pieceBytes);
      const end = piece.lastIndexOf(LINE_BREAK) + 1;
      // A line longer than the piece: read a longer piece, unless this is all there is.
      if (end === 0 && piece.length === pieceBytes) continue;
      const lines = piece.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
      const entries = lines.map((line, index) => decodeLine(line, this.#lineNum + index + 1, this.#path));
      // Only what was understood counts as read: whoever asks again after an error meets it again.
      this.offset += end;
      this.#lineNum += lines.length;
      return entries;
    }
  }

  /** What stands after the last line break; empty when nothing does. */
  async tornLine(): Promise<string> {
    return (await this.#read(Number.MAX_SAFE_INTEGER)).toString('utf8');
  }

  async #read(bytesMax: number): Promise<Buffer> {
    let file: FileHandle;
    try {
      file = await open(this.#path, 'r');
    } catch (error) {
      // No file yet is an empty ledger.
      if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
      throw unreadable(error, this.#path);
    }
    try {
      const { size } = await file.stat();
      if (size < this.offset) throw unreadable(new Error('it became shorter while it was read'), this.#path);
      const buffer = Buffer.alloc(Math.min(bytesMax, size - this.offset));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, this.offset);
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      throw unreadable(error, this.#path);
    } finally {
      await file.close();
    }
  }
}

function unreadable(error: unknown, path: string): unknown {
  if (error instanceof LedgerError) return error;
  const why = codeOf(error) ?? (error instanceof Error ? error.message : String(error));
  return new LedgerError(
    'unreadable',
    `the ledger ${path} could not be read: ${why}. What was already submitted is not known, so nothing was spent. Check that LEDGER names the right file and that this user may read it`,
  );
}
