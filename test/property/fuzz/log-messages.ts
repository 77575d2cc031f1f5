import protobuf from 'protobufjs';
import type { SlsLogGroup } from '../../../src/adapters/sls-protobuf.ts';
import { cameOf } from './errors.ts';

/** The documented messages, for an implementation that is not ours. */
const MESSAGES = protobuf.parse(
  `syntax = "proto2";
  message Content { required string Key = 1; required string Value = 2; }
  message Log { required uint32 Time = 1; repeated Content Contents = 2; optional fixed32 TimeNs = 4; }
  message LogTag { required string Key = 1; required string Value = 2; }
  message LogGroup {
    repeated Log Logs = 1; optional string Category = 2; optional string Topic = 3; optional string Source = 4;
    optional string MachineUUID = 5; repeated LogTag LogTags = 6;
  }
  message LogGroupList { repeated LogGroup logGroupList = 1; }
  message ReadLog { required uint32 Time = 1; repeated Content Contents = 2; }
  message ReadGroup { repeated ReadLog Logs = 1; }
  message ReadList { repeated ReadGroup logGroupList = 1; }`,
  { keepCase: true },
).root;
const LIST = MESSAGES.lookupType('LogGroupList');
/** The same with nothing in it but what a reader of logs needs: all else is skipped, whatever it is. */
const READ_LIST = MESSAGES.lookupType('ReadList');

/** The body of PullLogs; with what the service adds by itself. */
export function listBytes(groups: readonly SlsLogGroup[], addsTags: boolean): Buffer {
  const logGroupList = groups.map(({ logs }) => ({
    Logs: logs.map(({ time, contents }) => ({
      Time: time,
      Contents: Object.entries(contents).map(([Key, Value]) => ({ Key, Value })),
      ...(addsTags ? { TimeNs: 7 } : {}),
    })),
    ...(addsTags ? { Topic: '', Source: '10.0.0.1', LogTags: [{ Key: '__receive_time__', Value: '1780315200' }] } : {}),
  }));
  return Buffer.from(LIST.encode(LIST.fromObject({ logGroupList })).finish());
}

/** Groups as another implementation reads them; null when it refuses. */
export function readIndependently(bytes: Buffer): SlsLogGroup[] | null {
  const { value } = cameOf(() => READ_LIST.toObject(READ_LIST.decode(bytes), { arrays: true }) as TheirList);
  if (value === null) return null;
  return value.logGroupList.map(({ Logs }) => ({
    logs: Logs.map(({ Time, Contents }) => ({
      time: Time,
      contents: Object.fromEntries(Contents.map(({ Key, Value }) => [Key, Value])),
    })),
  }));
}

interface TheirList {
  readonly logGroupList: readonly {
    readonly Logs: readonly { readonly Time: number; readonly Contents: readonly { Key: string; Value: string }[] }[];
  }[];
}
