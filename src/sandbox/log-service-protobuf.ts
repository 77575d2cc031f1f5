import { ApiError } from './api-error.ts';
import { postBodyInvalid } from './log-service-errors.ts';

/** One field of a message: `value` of numbers, `start` and `end` of what has a length. */
export interface WireField {
  readonly number: number;
  readonly type: number;
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

export const VARINT = 0;
export const FIXED_64 = 1;
export const LENGTH = 2;
export const FIXED_32 = 5;

/** Visits the fields of the message between two places, unknown ones too; broken bytes are PostBodyInvalid. */
export function eachField(bytes: Buffer, from: number, to: number, visit: (field: WireField) => void): void {
  let at = from;
  while (at < to) {
    const field = readField(bytes, at, to);
    visit(field);
    at = field.end;
  }
}

/** The text of a field; bytes that are not UTF-8 are InvalidEncoding. */
export function textOf(bytes: Buffer, { start, end }: WireField): string {
  for (let at = start; at < end; at += 1) {
    if ((bytes[at] ?? 0) > 0x7f) return strictUtf8(bytes.subarray(start, end));
  }
  return bytes.toString('latin1', start, end);
}

/** How many bytes a whole number takes as a varint. */
export function varintSize(value: number): number {
  let size = 1;
  for (let left = value; left >= 128; left = Math.floor(left / 128)) size += 1;
  return size;
}

/** How many bytes a field with a length takes, its tag included (field numbers below 16). */
export function sizedField(byteCount: number): number {
  return 1 + varintSize(byteCount) + byteCount;
}

/** Writes into bytes that are known to be enough. */
export interface WireWriter {
  varint(value: number): void;
  tag(field: number, type: number): void;
  fixed32(value: number): void;
  text(field: number, text: string): void;
  raw(bytes: Uint8Array): void;
  readonly bytes: Buffer;
}

/** A writer for exactly so many bytes, all of which have to be written. */
export function createWriter(byteCount: number): WireWriter {
  // From the shared pool where it is small: a log of 100,000 groups would else hold as many allocations.
  const bytes = Buffer.allocUnsafe(byteCount);
  let at = 0;
  const varint = (value: number): void => {
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) at = bytes.writeUInt8((left % 128) | 128, at);
    at = bytes.writeUInt8(left, at);
  };
  const tag = (field: number, type: number): void => varint(field * 8 + type);
  return {
    bytes,
    varint,
    tag,
    fixed32: (value) => {
      at = bytes.writeUInt32LE(value, at);
    },
    text: (field, text) => {
      tag(field, LENGTH);
      varint(Buffer.byteLength(text));
      at += bytes.write(text, at);
    },
    raw: (piece) => {
      bytes.set(piece, at);
      at += piece.length;
    },
  };
}

function readField(bytes: Buffer, at: number, to: number): WireField {
  const tag = readVarint(bytes, at, to);
  const number = Math.floor(tag.value / 8);
  const type = tag.value % 8;
  if (number === 0) throw broken();
  switch (type) {
    case VARINT: {
      const { value, next } = readVarint(bytes, tag.next, to);
      return { number, type, value, start: tag.next, end: next };
    }
    case FIXED_64:
      return { number, type, value: 0, start: tag.next, end: within(tag.next + 8, to) };
    case LENGTH: {
      const { value, next } = readVarint(bytes, tag.next, to);
      return { number, type, value, start: next, end: within(next + value, to) };
    }
    case FIXED_32: {
      const end = within(tag.next + 4, to);
      return { number, type, value: bytes.readUInt32LE(tag.next), start: tag.next, end };
    }
    default:
      throw broken();
  }
}

function readVarint(bytes: Buffer, from: number, to: number): { value: number; next: number } {
  let value = 0;
  let factor = 1;
  for (let at = from; at < to && at < from + 10; at += 1) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * factor;
    if (byte < 128) return { value, next: at + 1 };
    factor *= 128;
  }
  throw broken();
}

function within(end: number, to: number): number {
  if (end > to) throw broken();
  return end;
}

function broken(): ApiError {
  return postBodyInvalid('Protobuffer content cannot be parsed');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function strictUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ApiError('InvalidEncoding', 400, 'Non-UTF8 characters');
  }
}
