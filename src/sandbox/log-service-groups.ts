import type { ApiError } from './api-error.ts';
import { postBodyInvalid } from './log-service-errors.ts';
import {
  createWriter,
  eachField,
  FIXED_32,
  LENGTH,
  sizedField,
  textOf,
  VARINT,
  varintSize,
  type WireField,
  type WireWriter,
} from './log-service-protobuf.ts';

export interface LogPair {
  readonly key: string;
  readonly value: string;
}

export interface LogRecord {
  /** The client's clock, in seconds. */
  readonly timeS: number;
  readonly timeNs: number | null;
  readonly contents: readonly LogPair[];
}

/** What one PutLogs writes: the unit of append and of cursor. */
export interface LogGroup {
  readonly logs: readonly LogRecord[];
  readonly category: string | null;
  readonly topic: string | null;
  readonly source: string | null;
  readonly machineUuid: string | null;
  readonly tags: readonly LogPair[];
}

/** Reads a LogGroup, or throws what the service says of a body it cannot read. */
export function decodeLogGroup(bytes: Buffer, from = 0, to: number = bytes.length): LogGroup {
  const logs: LogRecord[] = [];
  const tags: LogPair[] = [];
  const texts: (string | null)[] = [null, null, null, null];
  eachField(bytes, from, to, (field) => {
    if (field.number === 1) logs.push(decodeLog(bytes, wanted(field, LENGTH)));
    else if (field.number === 6) tags.push(decodePair(bytes, wanted(field, LENGTH)));
    else if (field.number < 6) texts[field.number - 2] = textOf(bytes, wanted(field, LENGTH));
  });
  const [category = null, topic = null, source = null, machineUuid = null] = texts;
  return { logs, category, topic, source, machineUuid, tags };
}

/** One element of a LogGroupList, its tag and length in front: such pieces joined are the body of PullLogs. */
export function encodeListElement(group: LogGroup): Buffer {
  const byteCount = groupSize(group);
  const writer = createWriter(sizedField(byteCount));
  writer.tag(1, LENGTH);
  writer.varint(byteCount);
  writeGroup(writer, group);
  return writer.bytes;
}

/** Undoes `encodeListElement`. */
export function decodeListElement(bytes: Buffer): LogGroup {
  let group: LogGroup | null = null;
  eachField(bytes, 0, bytes.length, (field) => {
    group = decodeLogGroup(bytes, field.start, field.end);
  });
  if (group === null) throw missing('LogGroup');
  return group;
}

function decodeLog(bytes: Buffer, log: WireField): LogRecord {
  const contents: LogPair[] = [];
  let timeS: number | null = null;
  let timeNs: number | null = null;
  eachField(bytes, log.start, log.end, (field) => {
    if (field.number === 1) timeS = wanted(field, VARINT).value;
    else if (field.number === 2) contents.push(decodePair(bytes, wanted(field, LENGTH)));
    else if (field.number === 4) timeNs = wanted(field, FIXED_32).value;
  });
  if (timeS === null) throw missing('Time');
  return { timeS, timeNs, contents };
}

function decodePair(bytes: Buffer, pair: WireField): LogPair {
  let key: string | null = null;
  let value: string | null = null;
  eachField(bytes, pair.start, pair.end, (field) => {
    if (field.number === 1) key = textOf(bytes, wanted(field, LENGTH));
    else if (field.number === 2) value = textOf(bytes, wanted(field, LENGTH));
  });
  if (key === null || value === null) throw missing('Key or Value');
  return { key, value };
}

function wanted(field: WireField, type: number): WireField {
  if (field.type !== type) throw postBodyInvalid(`Field ${field.number} has a wrong wire type`);
  return field;
}

function missing(what: string): ApiError {
  return postBodyInvalid(`A required field is missing: ${what}`);
}

function writeGroup(writer: WireWriter, group: LogGroup): void {
  for (const log of group.logs) {
    writer.tag(1, LENGTH);
    writer.varint(logSize(log));
    writer.tag(1, VARINT);
    writer.varint(log.timeS);
    for (const pair of log.contents) writePair(writer, 2, pair);
    if (log.timeNs === null) continue;
    writer.tag(4, FIXED_32);
    writer.fixed32(log.timeNs);
  }
  for (const [index, text] of groupTexts(group).entries()) if (text !== null) writer.text(index + 2, text);
  for (const tag of group.tags) writePair(writer, 6, tag);
}

function writePair(writer: WireWriter, field: number, pair: LogPair): void {
  writer.tag(field, LENGTH);
  writer.varint(pairSize(pair));
  writer.text(1, pair.key);
  writer.text(2, pair.value);
}

function groupSize(group: LogGroup): number {
  let size = 0;
  for (const log of group.logs) size += sizedField(logSize(log));
  for (const text of groupTexts(group)) if (text !== null) size += sizedField(Buffer.byteLength(text));
  for (const tag of group.tags) size += sizedField(pairSize(tag));
  return size;
}

function groupTexts({ category, topic, source, machineUuid }: LogGroup): readonly (string | null)[] {
  return [category, topic, source, machineUuid];
}

function logSize(log: LogRecord): number {
  let size = 1 + varintSize(log.timeS) + (log.timeNs === null ? 0 : 5);
  for (const pair of log.contents) size += sizedField(pairSize(pair));
  return size;
}

function pairSize({ key, value }: LogPair): number {
  return sizedField(Buffer.byteLength(key)) + sizedField(Buffer.byteLength(value));
}
