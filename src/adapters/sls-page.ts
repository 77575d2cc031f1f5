import { inflateSync } from 'node:zlib';
import type { SlsReply } from './sls-answer.ts';
import { MalformedBytes } from './sls-bytes.ts';
import type { SlsParsed } from './sls-calls.ts';
import { decodeLz4Block } from './sls-lz4.ts';
import { decodeLogGroupList, type SlsLogGroup } from './sls-protobuf.ts';

/** A page of one shard, in the order in which it was written. */
export interface SlsPage {
  readonly groups: readonly SlsLogGroup[];
  readonly nextCursor: string;
  /** Uncompressed. */
  readonly byteCount: number;
  /** Nothing stands behind the page now, as far as the service says. */
  readonly saysEnd: boolean;
}

const RAW_BYTES_MAX = 64 * 1024 * 1024;

/** The reply of PullLogs to a request from `cursor`. */
export function parsePage({ headers, body }: SlsReply, cursor: string): SlsParsed<SlsPage> {
  const nextCursor = headers['x-log-cursor'] ?? '';
  if (nextCursor === '') return { unreadable: 'the answer lacks x-log-cursor' };
  try {
    const raw = rawBody(headers, body);
    const groups = decodeLogGroupList(raw);
    if (groups.length > 0 && nextCursor === cursor)
      return { unreadable: 'the cursor stands still, though there are logs' };
    if (!agrees(headers['x-log-count'], groups))
      return { unreadable: 'the count of logs is not what x-log-count says' };
    return { value: { groups, nextCursor, byteCount: raw.length, saysEnd: headers['x-log-end-of-cursor'] === '1' } };
  } catch (error) {
    if (error instanceof MalformedBytes) return { unreadable: error.message };
    throw error;
  }
}

/** Sources differ on whether `x-log-count` counts groups or logs. */
function agrees(count: string | undefined, groups: readonly SlsLogGroup[]): boolean {
  const logCount = groups.reduce((sum, { logs }) => sum + logs.length, 0);
  return count === undefined || Number(count) === groups.length || Number(count) === logCount;
}

/** No compression is asked for; a service that compresses all the same is understood. */
function rawBody(headers: Readonly<Record<string, string>>, body: Buffer): Buffer {
  const type = headers['x-log-compresstype'] ?? '';
  if (type === '' || body.length === 0) return body;
  const rawSize = Number(headers['x-log-bodyrawsize'] ?? 'none');
  if (!(rawSize >= 0 && rawSize <= RAW_BYTES_MAX)) throw new MalformedBytes('x-log-bodyrawsize is no size that can be');
  if (type === 'lz4') return decodeLz4Block(body, rawSize);
  if (type === 'deflate') return inflate(body, rawSize);
  throw new MalformedBytes('the answer is compressed in a way that was not asked for');
}

function inflate(body: Buffer, rawSize: number): Buffer {
  let raw: Buffer;
  try {
    raw = inflateSync(body, { maxOutputLength: rawSize + 1 });
  } catch {
    // Whatever zlib finds wrong with it: the error may repeat the content.
    throw new MalformedBytes('the deflate stream is broken');
  }
  if (raw.length !== rawSize) throw new MalformedBytes(`the deflate stream holds ${raw.length} octets, not ${rawSize}`);
  return raw;
}
