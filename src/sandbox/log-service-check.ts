import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../model/time.ts';
import { ApiError } from './api-error.ts';
import { postBodyInvalid } from './log-service-errors.ts';
import { tooLarge } from './log-service-gateway.ts';
import type { LogGroup, LogRecord } from './log-service-groups.ts';

const KEY_BYTES_MAX = 128;
const VALUE_BYTES_MAX: number = 1024 * 1024;
const PAST_MS_MAX: number = 168 * HOUR_MS;
const AHEAD_MS_MAX: number = 15 * MINUTE_MS;

/** Throws what is wrong with the first log that cannot be taken: then none of them is. */
export function checkLogGroup(group: LogGroup, logCountMax: number, clocksMs: readonly number[]): void {
  if (group.logs.length === 0) throw postBodyInvalid('There is no log in the group.');
  if (group.logs.length > logCountMax) throw tooLarge(`${group.logs.length} logs are more than ${logCountMax}`);
  const keys = new Set<string>();
  for (const log of group.logs) {
    checkTime(log, clocksMs);
    checkContents(log, keys);
  }
}

function checkTime({ timeS }: LogRecord, clocksMs: readonly number[]): void {
  const atMs = timeS * SECOND_MS;
  if (clocksMs.some((clockMs) => atMs >= clockMs - PAST_MS_MAX && atMs <= clockMs + AHEAD_MS_MAX)) return;
  throw postBodyInvalid(`Some logs are in invalid time range: ${timeS}`);
}

function checkContents({ contents }: LogRecord, keys: Set<string>): void {
  keys.clear();
  for (const { key, value } of contents) {
    if (keys.has(key)) throw postBodyInvalid(`A log has the key ${key} twice.`);
    keys.add(key);
    checkKey(key);
    if (value.length > VALUE_BYTES_MAX / 3 && Buffer.byteLength(value) > VALUE_BYTES_MAX) {
      throw tooLarge(`the value of ${key} is longer than 1 MB`);
    }
  }
}

function checkKey(key: string): void {
  const reserved = key === '__time__' || key === '__source__' || key === '__topic__' || key.startsWith('__tag__:');
  if (key !== '' && !reserved && (key.length <= KEY_BYTES_MAX / 3 || Buffer.byteLength(key) <= KEY_BYTES_MAX)) return;
  throw new ApiError('InvalidKey', 400, `The key ${key.slice(0, KEY_BYTES_MAX)} is empty, reserved or too long.`);
}
