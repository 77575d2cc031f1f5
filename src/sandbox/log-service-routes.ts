import type { LogRequest } from './log-service-request.ts';

/** Which call a request is, and what its path names. */
export interface LogRoute {
  /** Empty when there is no such call. */
  readonly call: string;
  /** The first name in the path: a logstore or a document. */
  readonly name: string;
  /** The second: a shard. */
  readonly shardId: number;
}

type Route = readonly [method: string, path: RegExp, call: string | ((query: LogRequest['query']) => string)];

const SHARD_READS: ReadonlyMap<string, string> = new Map([
  ['cursor', 'GetCursor'],
  ['cursor_time', 'GetCursorTime'],
  ['logs', 'PullLogs'],
  ['log', 'PullLogs'],
]);

const SHARD_CHANGES: ReadonlyMap<string, string> = new Map([
  ['split', 'SplitShard'],
  ['merge', 'MergeShards'],
]);

const ROUTES: readonly Route[] = [
  ['POST', /^\/logstores\/([^/]+)$/, 'PutLogs'],
  ['POST', /^\/logstores\/([^/]+)\/shards\/lb$/, 'PutLogs'],
  ['POST', /^\/logstores\/([^/]+)\/shards\/route$/, 'PutLogs'],
  ['GET', /^\/logstores\/([^/]+)\/shards$/, 'ListShards'],
  ['GET', /^\/logstores\/([^/]+)\/shards\/(\d+)$/, (query) => SHARD_READS.get(query.get('type') ?? '') ?? ''],
  ['POST', /^\/logstores\/([^/]+)\/shards\/(\d+)$/, (query) => SHARD_CHANGES.get(query.get('action') ?? '') ?? ''],
  ['GET', /^\/logstores\/([^/]+)$/, (query) => (query.get('type') === 'log' ? 'GetLogs' : 'GetLogStore')],
  ['PUT', /^\/logstores\/([^/]+)$/, 'UpdateLogStore'],
  ['POST', /^\/logstores\/([^/]+)\/logs$/, 'GetLogsV2'],
  ['GET', /^\/logstores$/, 'ListLogStores'],
  ['POST', /^\/logstores$/, 'CreateLogStore'],
  ['GET', /^\/logstores\/([^/]+)\/index$/, 'GetIndex'],
  ['POST', /^\/logstores\/([^/]+)\/index$/, 'CreateIndex'],
  ['PUT', /^\/logstores\/([^/]+)\/index$/, 'UpdateIndex'],
  ['GET', /^\/$/, 'GetProject'],
  ['POST', /^\/$/, 'CreateProject'],
  ...documentRoutes('savedsearches', 'SavedSearch'),
  ...documentRoutes('dashboards', 'Dashboard'),
  ...documentRoutes('alerts', 'Alert'),
  // What the Go and Python clients send for alerts.
  ...documentRoutes('jobs', 'Alert'),
];

/** Finds the call of a request. */
export function logRouteOf({ method, path, query }: LogRequest): LogRoute {
  for (const [routeMethod, pattern, call] of ROUTES) {
    const found = method === routeMethod ? pattern.exec(path) : null;
    if (found === null) continue;
    const name = typeof call === 'string' ? call : call(query);
    return { call: name, name: found[1] ?? '', shardId: Number(found[2] ?? -1) };
  }
  return { call: method === 'DELETE' ? 'Delete' : '', name: '', shardId: -1 };
}

/** What deletes, splits or merges: this product must never call it. */
export function isForbiddenLogCall(call: string): boolean {
  return call === 'Delete' || call === 'SplitShard' || call === 'MergeShards';
}

/** Whether a call changes something: its answer may be lost after it was carried out. */
export function isLogWrite(call: string): boolean {
  return /^(Put|Create|Update)/.test(call);
}

/** Whether a call takes or brings logs: a fresh logstore is not known to it at once. */
export function isLogData(call: string): boolean {
  return ['PutLogs', 'PullLogs', 'GetCursor', 'GetCursorTime', 'ListShards', 'GetLogs'].includes(call);
}

function documentRoutes(folder: string, noun: string): Route[] {
  const [all, one] = [new RegExp(`^/${folder}$`), new RegExp(`^/${folder}/([^/]+)$`)];
  return [
    ['GET', all, `List${noun}`],
    ['POST', all, `Create${noun}`],
    ['GET', one, `Get${noun}`],
    ['PUT', one, `Update${noun}`],
  ];
}
