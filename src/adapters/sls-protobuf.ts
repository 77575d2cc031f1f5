import { MalformedBytes } from './sls-bytes.ts';

/** One log: whole seconds of the writer's clock, and flat texts. */
export interface SlsLog {
  readonly time: number;
  readonly contents: Readonly<Record<string, string>>;
}

/** What one PutLogs wrote: the unit of append and of cursors. */
export interface SlsLogGroup {
  readonly logs: readonly SlsLog[];
}

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;
const FIELD_MAX = 2 ** 29 - 1;

/** A LogGroup as PutLogs takes it: only logs; topic, source and tags are left out. */
export function encodeLogGroup({ logs }: SlsLogGroup): Buffer {
  return Buffer.concat(logs.map((log) => delimited(1, encodeLog(log))));
}

/**
 * The body of PullLogs, uncompressed. Fields that it does not know are skipped.
 * @throws MalformedBytes when it is cut off, lacks a required field, or has a known field of another type.
 */
export function decodeLogGroupList(bytes: Buffer): SlsLogGroup[] {
  const groups: SlsLogGroup[] = [];
  const reader = new WireReader(bytes);
  const keys: KeyTexts = [];
  while (reader.nextField()) {
    if (reader.field === 1) groups.push(decodeGroup(reader.message(), keys));
    else reader.skip();
  }
  return groups;
}

function encodeLog({ time, contents }: SlsLog): Buffer {
  const pairs = Object.entries(contents).map(([key, value]) =>
    delimited(2, Buffer.concat([delimited(1, Buffer.from(key)), delimited(2, Buffer.from(value))])),
  );
  return Buffer.concat([varint((1 << 3) | VARINT), varint(time), ...pairs]);
}

function delimited(field: number, payload: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | DELIMITED), varint(payload.length), payload]);
}

function varint(value: number): Buffer {
  const octets: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) octets.push((rest % 128) | 128);
  octets.push(rest);
  return Buffer.from(octets);
}

function decodeGroup(reader: WireReader, keys: KeyTexts): SlsLogGroup {
  const logs: SlsLog[] = [];
  while (reader.nextField()) {
    if (reader.field === 1) logs.push(decodeLog(reader.message(), keys));
    else reader.skip();
  }
  return { logs };
}

function decodeLog(reader: WireReader, keys: KeyTexts): SlsLog {
  const contents: Record<string, string> = {};
  let time: number | null = null;
  while (reader.nextField()) {
    if (reader.field === 1) time = reader.number();
    else if (reader.field === 2) decodeContent(reader.message(), contents, keys);
    else reader.skip();
  }
  if (time === null) throw new MalformedBytes('a log has no time');
  return { time, contents };
}

function decodeContent(reader: WireReader, contents: Record<string, string>, keys: KeyTexts): void {
  let key: KeySlot | null = null;
  let value: string | null = null;
  while (reader.nextField()) {
    if (reader.field === 1) key = reader.key(keys);
    else if (reader.field === 2) value = key === null ? reader.text() : reader.textLike(key);
    else reader.skip();
  }
  if (key === null || value === null) throw new MalformedBytes('a field of a log lacks its name or its value');
  // What two values of one field mean is not documented.
  if (Object.hasOwn(contents, key.key)) throw new MalformedBytes('a log has one field twice');
  contents[key.key] = value;
}

/** A key that was met, and the value that it had last, with their places: the logs of one list repeat both all the time. */
interface KeySlot {
  readonly key: string;
  readonly keyFrom: number;
  readonly keyLength: number;
  value: string;
  valueFrom: number;
  valueLength: number;
}

type KeyTexts = (KeySlot | undefined)[];

/** Reads the fields of one message, in place. */
class WireReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;
  #type = VARINT;
  field = 0;

  constructor(bytes: Buffer, from = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = end;
  }

  /** Moves to the next field; false at the end of the message. */
  nextField(): boolean {
    if (this.#at === this.#end) return false;
    const tag = this.#varint();
    this.field = Math.floor(tag / 8);
    this.#type = tag % 8;
    // Another reader may see a log in what has a number beyond the format's range: it is not one of those to be skipped.
    if (this.field === 0 || this.field > FIELD_MAX) throw new MalformedBytes(`a field has the number ${this.field}`);
    return true;
  }

  number(): number {
    this.#expect(VARINT);
    return this.#varint();
  }

  message(): WireReader {
    const from = this.#skipDelimited();
    return new WireReader(this.#bytes, from, this.#at);
  }

  text(): string {
    const from = this.#skipDelimited();
    return this.#bytes.toString('utf8', from, this.#at);
  }

  /** A text that is likely one of few. */
  key(known: KeyTexts): KeySlot {
    const from = this.#skipDelimited();
    const length = this.#at - from;
    const place = (length * 8 + (this.#bytes[from] ?? 0)) % 256;
    const slot = known[place];
    if (slot !== undefined && slot.keyLength === length && this.#isSame(from, slot.keyFrom, length)) return slot;
    const key = this.#bytes.toString('utf8', from, this.#at);
    const fresh = { key, keyFrom: from, keyLength: length, value: '', valueFrom: 0, valueLength: 0 };
    known[place] = fresh;
    return fresh;
  }

  /** A text that is often the same as the last one of its key. */
  textLike(slot: KeySlot): string {
    const from = this.#skipDelimited();
    const length = this.#at - from;
    if (slot.valueLength === length && this.#isSame(from, slot.valueFrom, length)) return slot.value;
    slot.value = this.#bytes.toString('utf8', from, this.#at);
    slot.valueFrom = from;
    slot.valueLength = length;
    return slot.value;
  }

  #isSame(from: number, knownFrom: number, length: number): boolean {
    for (let index = length - 1; index >= 0; index -= 1) {
      if (this.#bytes[from + index] !== this.#bytes[knownFrom + index]) return false;
    }
    return true;
  }

  skip(): void {
    if (this.#type === VARINT) this.#varint();
    else if (this.#type === DELIMITED) this.#skipDelimited();
    else if (this.#type === FIXED64) this.#move(8);
    else if (this.#type === FIXED32) this.#move(4);
    else throw new MalformedBytes(`a field has the wire type ${this.#type}`);
  }

  #expect(type: number): void {
    if (this.#type !== type) throw new MalformedBytes(`field ${this.field} has the wire type ${this.#type}`);
  }

  #skipDelimited(): number {
    this.#expect(DELIMITED);
    const length = this.#varint();
    const from = this.#at;
    this.#move(length);
    return from;
  }

  #move(octets: number): void {
    if (octets > this.#end - this.#at) throw new MalformedBytes('the message is cut off');
    this.#at += octets;
  }

  /** Up to ten octets. Above 2^53 it is not exact, which only a number that is skipped may be. */
  #varint(): number {
    let value = 0;
    let factor = 1;
    for (let octets = 0; octets < 10; octets += 1, factor *= 128) {
      if (this.#at === this.#end) throw new MalformedBytes('the message is cut off');
      const octet = this.#bytes[this.#at++] ?? 0;
      value += (octet & 127) * factor;
      if (octet < 128) return value;
    }
    throw new MalformedBytes('a number is longer than ten octets');
  }
}
