import { ApiError } from './api-error.ts';
import { jsonAnswer, type LogAnswer, type LogCallContext, logstoreOf } from './log-service-call.ts';
import { parameterInvalid } from './log-service-errors.ts';
import { decodeListElement, type LogGroup, type LogRecord } from './log-service-groups.ts';
import { readLogQuery } from './log-service-query.ts';

/**
 * GetLogs: late by the index's lag, in the order of the clients' clocks, only what came in since there is an index,
 * and sometimes `Incomplete`.
 */
export function getLogs(context: LogCallContext): LogAnswer {
  const { request, nowMs, chance, world } = context;
  const { index, groups } = logstoreOf(context);
  const number = (name: string, absent: number): number => wholeNumber(request.query.get(name), name, absent);
  const [fromS, toS] = [number('from', -1), number('to', -1)];
  if (fromS < 0 || toS < 0 || fromS > toS) throw parameterInvalid('from and to have to be times in seconds.');
  const [line, offset] = [Math.min(100, number('line', 100)), number('offset', 0)];
  const matches = readLogQuery(request.query.get('query') ?? '');
  if (index === null) throw new ApiError('IndexConfigNotExist', 400, 'logstore without index config');
  const seenToMs = nowMs - world.profile.indexLagMs;
  const found = groups
    .filter((group) => group.receivedMs >= index.createdMs && Math.max(group.receivedMs, group.visibleAtMs) <= seenToMs)
    .flatMap((group) => rowsOf(decodeListElement(group.bytes)))
    .filter((row) => row.timeS >= fromS && row.timeS < toS && matches(row.fields))
    .sort((left, right) => left.timeS - right.timeS);
  if (request.query.get('reverse') === 'true') found.reverse();
  const incomplete = chance.happens(world.profile.incompleteChance);
  const page = found.slice(offset, offset + line);
  const rows = incomplete ? page.slice(0, Math.floor(page.length / 2)) : page;
  const headers = { 'x-log-progress': incomplete ? 'Incomplete' : 'Complete', 'x-log-count': String(rows.length) };
  return jsonAnswer(
    rows.map((row) => Object.fromEntries(row.fields)),
    { ...headers, 'x-log-processed-rows': String(found.length), 'x-log-elapsed-millisecond': '1' },
  );
}

interface Row {
  readonly timeS: number;
  readonly fields: ReadonlyMap<string, string>;
}

function rowsOf(group: LogGroup): Row[] {
  return group.logs.map((log) => ({ timeS: log.timeS, fields: fieldsOf(log, group) }));
}

function fieldsOf({ timeS, contents }: LogRecord, { source, topic, tags }: LogGroup): Map<string, string> {
  return new Map([
    ['__time__', String(timeS)],
    ['__source__', source ?? ''],
    ['__topic__', topic ?? ''],
    ...tags.map(({ key, value }) => [`__tag__:${key}`, value] as const),
    ...contents.map(({ key, value }) => [key, value] as const),
  ]);
}

function wholeNumber(text: string | undefined, name: string, absent: number): number {
  if (text === undefined) return absent;
  if (!/^\d{1,12}$/.test(text)) throw parameterInvalid(`${name} ${text} is not a whole number.`);
  return Number(text);
}
