import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { deflateSync } from 'node:zlib';
import protobuf from 'protobufjs';
import type { SandboxReply, SandboxRequest } from '../../../src/lib/wire.ts';
import { createLogServiceSandbox, type LogServiceSandbox } from '../../../src/sandbox/log-service.ts';
import type { LogServiceSandboxOptions } from '../../../src/sandbox/log-service-options.ts';

/** 2026-11-21T00:00:00Z, a Saturday. */
export const START_MS = 1_795_219_200_000;
export const START_S: number = START_MS / 1000;
export const START_DATE = 'Sat, 21 Nov 2026 00:00:00 GMT';

/** A key in the lower half of all keys, and one in the upper. */
export const LOW_KEY = '0123456789abcdef0123456789abcdef';
export const HIGH_KEY = 'fedcba9876543210fedcba9876543210';

const PROTO = `syntax = "proto2";
message Log { required uint32 Time = 1; message Content { required string Key = 1; required string Value = 2; }
  repeated Content Contents = 2; optional fixed32 TimeNs = 4; }
message LogTag { required string Key = 1; required string Value = 2; }
message LogGroup { repeated Log Logs = 1; optional string Category = 2; optional string Topic = 3; optional string Source = 4;
  optional string MachineUUID = 5; repeated LogTag LogTags = 6; }
message LogGroupList { repeated LogGroup logGroupList = 1; }`;

const types = protobuf.parse(PROTO, { keepCase: true }).root;
const groupType = types.lookupType('LogGroup');
const listType = types.lookupType('LogGroupList');

export interface WireLog {
  readonly Time: number;
  readonly Contents: readonly { readonly Key: string; readonly Value: string }[];
  readonly TimeNs?: number;
}

export interface WireGroup {
  readonly Logs: readonly WireLog[];
  readonly Topic?: string;
  readonly Source?: string;
  readonly LogTags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** A log whose time is START_S. */
export function log(fields: Record<string, string>, Time: number = START_S): WireLog {
  return { Time, Contents: Object.entries(fields).map(([Key, Value]) => ({ Key, Value })) };
}

/** A LogGroup by protobufjs. */
export function encodeGroup(group: WireGroup): Buffer {
  return Buffer.from(groupType.encode(groupType.create(group as object)).finish());
}

/** A LogGroupList by protobufjs. */
export function decodeList(bytes: Uint8Array): WireGroup[] {
  const list = listType.toObject(listType.decode(bytes), { defaults: true }) as { logGroupList?: WireGroup[] };
  return list.logGroupList ?? [];
}

export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | object;
  readonly rawSize?: number;
  /** Before it is signed; undefined leaves a header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly secret?: string;
  readonly project?: string;
}

/** A signed request, made without any code of the sandbox. */
export function signed(ask: Ask, date: string = START_DATE): SandboxRequest {
  const { path, query = {}, secret = 'sandbox-secret', project = 'proj' } = ask;
  const isJson = ask.body !== undefined && !(ask.body instanceof Uint8Array);
  const body = ask.body instanceof Uint8Array ? ask.body : Buffer.from(isJson ? JSON.stringify(ask.body) : '');
  const method = ask.method ?? (ask.body === undefined ? 'GET' : 'POST');
  const given: Record<string, string | undefined> = {
    host: `${project}.cn-test.log.aliyuncs.com`,
    date,
    'x-log-apiversion': '0.6.0',
    'x-log-signaturemethod': 'hmac-sha1',
    'x-log-bodyrawsize': String(ask.rawSize ?? body.length),
    ...(body.length === 0 ? {} : { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' }),
    ...(body.length === 0 ? {} : { 'content-md5': createHash('md5').update(body).digest('hex').toUpperCase() }),
    ...ask.headers,
  };
  const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
  const canonical = Object.keys(headers)
    .filter((name) => /^x-(log|acs)-/.test(name) && name !== 'x-log-date')
    .sort()
    .map((name) => `${name}:${headers[name]}`);
  const search = Object.keys(query).sort();
  const resource = path + (search.length === 0 ? '' : `?${search.map((name) => `${name}=${query[name]}`).join('&')}`);
  const content = [headers['content-md5'] ?? '', headers['content-type'] ?? ''];
  const text = [method, ...content, headers['x-log-date'] ?? headers['date'] ?? '', ...canonical, resource].join('\n');
  const signature = createHmac('sha1', secret).update(text).digest('base64');
  const encoded = search.map((name) => `${name}=${encodeURIComponent(query[name] ?? '')}`).join('&');
  return {
    method,
    path: path + (encoded === '' ? '' : `?${encoded}`),
    headers: { authorization: `LOG sandbox:${signature}`, ...headers },
    body,
  };
}

export interface Put {
  readonly key?: string;
  readonly seqid?: number;
}

/** The request of a PutLogs by hash key, or of one to any shard. */
export function putAsk(logs: readonly WireLog[], { key, seqid }: Put = {}): Ask {
  const body = encodeGroup({ Logs: logs });
  if (key === undefined) return { path: '/logstores/ledger/shards/lb', body };
  const query = seqid === undefined ? { key } : { key, seqid: String(seqid) };
  return { path: '/logstores/ledger/shards/route', query, body };
}

export interface Pulled {
  readonly groups: WireGroup[];
  /** The values of `n` of all logs. */
  readonly numbers: string[];
  readonly next: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface LogClient {
  readonly sandbox: LogServiceSandbox;
  call(ask: Ask): SandboxReply;
  /** The parsed body of an answer that arrives, whatever its status. */
  json(ask: Ask): unknown;
  put(logs: readonly WireLog[], how?: Put): SandboxReply;
  cursor(from?: string, shard?: number): string;
  pull(cursor: string, shard?: number, count?: number): Pulled;
  /** All values of `n` from the beginning to the end. */
  all(shard?: number): string[];
  advance(ms: number): void;
}

/** A sandbox without chaos whose clock stands at START_MS until `advance`, and a client that calls it without a socket. */
export function logClient(options: Partial<LogServiceSandboxOptions> = {}): LogClient {
  const sandbox = createLogServiceSandbox({
    seed: 7,
    chaos: 'off',
    now: () => START_MS,
    project: 'proj',
    logstore: 'ledger',
    seqidState: 'enforced',
    ...options,
  });
  const call = (ask: Ask): SandboxReply => sandbox.handle(signed(ask));
  const json = (ask: Ask): unknown => JSON.parse(String(call(ask).body));
  const cursor = (from = 'begin', shard = 0): string => {
    const ask = { path: `/logstores/ledger/shards/${shard}`, query: { type: 'cursor', from } };
    return (json(ask) as { cursor: string }).cursor;
  };
  const pull = (from: string, shard = 0, count = 1000): Pulled => {
    const reply = call(pullAsk(from, shard, count));
    if (reply.status !== 200) throw new Error(`${reply.status}: ${String(reply.body)}`);
    const groups = decodeList(Buffer.from(reply.body));
    return { groups, numbers: numbersOf(groups), next: reply.headers['x-log-cursor'] ?? '', headers: reply.headers };
  };
  const all = (shard = 0): string[] => {
    const numbers: string[] = [];
    for (let from = cursor('begin', shard); ; ) {
      const page = pull(from, shard);
      numbers.push(...page.numbers);
      if (page.next === from) return numbers;
      from = page.next;
    }
  };
  const put = (logs: readonly WireLog[], how?: Put): SandboxReply => call(putAsk(logs, how));
  return { sandbox, call, json, put, cursor, pull, all, advance: (ms) => sandbox.advance(ms) };
}

export function pullAsk(cursor: string, shard = 0, count = 1000, accepted?: string): Ask {
  const query = { type: 'logs', cursor, count: String(count) };
  const headers = {
    accept: 'application/x-protobuf',
    ...(accepted === undefined ? {} : { 'accept-encoding': accepted }),
  };
  return { path: `/logstores/ledger/shards/${shard}`, query, headers };
}

export function numbersOf(groups: readonly WireGroup[]): string[] {
  const logs = groups.flatMap((group) => group.Logs);
  return logs.flatMap((one) => one.Contents.filter(({ Key }) => Key === 'n').map(({ Value }) => Value));
}

/** `errorCode` of an answer, with its status. */
export function errorOf(reply: SandboxReply): string {
  const { errorCode } = JSON.parse(String(reply.body)) as { errorCode: string };
  return `${reply.status} ${errorCode}`;
}

export function deflated(ask: Ask): Ask {
  const raw = ask.body as Uint8Array;
  return { ...ask, body: deflateSync(raw), rawSize: raw.length, headers: { 'x-log-compresstype': 'deflate' } };
}

export interface SocketAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Sends a request to a server on loopback, with the Host header it is signed for. */
export async function overSocket(url: string, request: SandboxRequest, timeoutMs = 2000): Promise<SocketAnswer> {
  return await new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const { method, path, headers } = request;
    const outgoing = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) });
      });
    });
    outgoing.setTimeout(timeoutMs, () => outgoing.destroy(new Error('timed out')));
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });
}
