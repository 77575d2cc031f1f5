import { type SlsAnswer, type SlsReply } from './sls-answer.ts';
import { notAsked, type SlsCall, type SlsCalls, type SlsParsed } from './sls-calls.ts';
import { parsePage, type SlsPage } from './sls-page.ts';
import { encodeLogGroup, type SlsLogGroup } from './sls-protobuf.ts';
import type { SlsLogStore, SlsShard } from './sls-values.ts';
import { parseCursor, parseCursorTime, parseLogStore, parseShards } from './sls-values.ts';

/** Where a write goes: all that has one hash key goes to one shard, strictly ordered. */
export interface SlsRoute {
  /** 32 hexadecimal digits. */
  readonly hashKey: string;
  /** With it the write is taken only if no write of this key had this number or a higher one. */
  readonly sequenceId?: number;
}

/** What the ledger needs of one logstore. Each throws a CloudError when it fails, unless it says otherwise. */
export interface SlsClient {
  /** One attempt. Its answer may be lost and the write land all the same, even later. Never throws. */
  putLogsOnce(group: SlsLogGroup, route: SlsRoute): Promise<SlsAnswer>;
  /** Tried again until it is certain; may be stored twice. */
  putLogs(group: SlsLogGroup, route: SlsRoute): Promise<void>;
  listShards(): Promise<SlsShard[]>;
  getLogStore(): Promise<SlsLogStore>;
  /** `from` as a number: the first group received at or after that second of the epoch. */
  getCursor(shardId: number, from: 'begin' | 'end' | number): Promise<string>;
  /** When the service received the group at the cursor, by its own clock. */
  cursorTimeMs(shardId: number, cursor: string): Promise<number>;
  /** At the end of the shard the page is empty and its next cursor is the one that was asked for. */
  pullLogs(shardId: number, cursor: string, groupsMax: number): Promise<SlsPage>;
}

const PROTOBUF = 'application/x-protobuf';
/** With growing pauses about a minute: facts that cost money to lose. */
export const WRITE_ATTEMPTS_MAX = 12;

/** The calls on one logstore. */
export function createSlsClient(calls: SlsCalls, logstore: string): SlsClient {
  const path = `/logstores/${logstore}`;
  const get = (action: string, below: string, query: Readonly<Record<string, string>> = {}): SlsCall => {
    return { action, method: 'GET', path: `${path}${below}`, query };
  };
  return {
    putLogsOnce: async (group, route) => emptyOrUnknown(await calls.once(putCall(path, group, route))),
    async putLogs(group, route) {
      await calls.retried(putCall(path, group, route), parseEmpty, WRITE_ATTEMPTS_MAX);
    },
    listShards: async () => await calls.retried(get('ListShards', '/shards'), parseShards),
    getLogStore: async () => await calls.retried(get('GetLogStore', ''), parseLogStore),
    async getCursor(shardId, from) {
      const call = get('GetCursor', `/shards/${shardId}`, { type: 'cursor', from: String(from) });
      return await calls.retried(call, parseCursor);
    },
    async cursorTimeMs(shardId, cursor) {
      const call = get('GetCursorTime', `/shards/${shardId}`, { type: 'cursor_time', cursor });
      return await calls.retried(call, parseCursorTime);
    },
    async pullLogs(shardId, cursor, groupsMax) {
      const query = { type: 'logs', cursor, count: String(groupsMax) };
      const headers = { accept: PROTOBUF, 'accept-encoding': '' };
      const call = { ...get('PullLogs', `/shards/${shardId}`, query), headers };
      return await calls.retried(call, (reply) => parsePage(reply, cursor));
    },
  };
}

function putCall(path: string, group: SlsLogGroup, { hashKey, sequenceId }: SlsRoute): SlsCall {
  const numbered = sequenceId === undefined ? {} : { seqid: String(sequenceId) };
  const query = { key: hashKey, ...numbered };
  const body = { bytes: encodeLogGroup(group), type: PROTOBUF };
  return { action: 'PutLogs', method: 'POST', path: `${path}/shards/route`, query, body };
}

/** An accepted write has an empty answer. */
function parseEmpty({ body }: SlsReply): SlsParsed<null> {
  return body.length === 0 ? { value: null } : { unreadable: 'the answer to a write is not empty' };
}

/** What came in place of the empty answer proves nothing: the write may have been taken. */
function emptyOrUnknown(answer: SlsAnswer): SlsAnswer {
  if (!answer.ok) return answer;
  const { requestId, serverMs } = answer.reply;
  const parsed = parseEmpty(answer.reply);
  if (!('unreadable' in parsed)) return answer;
  return { ok: false, fields: notAsked('PutLogs', parsed.unreadable, requestId), named: false, sent: true, serverMs };
}
