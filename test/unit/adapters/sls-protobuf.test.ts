import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { MalformedBytes } from '../../../src/adapters/sls-bytes.ts';
import { decodeLogGroupList, encodeLogGroup, type SlsLogGroup } from '../../../src/adapters/sls-protobuf.ts';

/** The documented messages, for an independent implementation. */
const ROOT = protobuf.parse(
  `
  syntax = "proto2";
  message Content { required string Key = 1; required string Value = 2; }
  message Log { required uint32 Time = 1; repeated Content Contents = 2; optional fixed32 TimeNs = 4; }
  message LogTag { required string Key = 1; required string Value = 2; }
  message LogGroup {
    repeated Log Logs = 1; optional string Category = 2; optional string Topic = 3; optional string Source = 4;
    optional string MachineUUID = 5; repeated LogTag LogTags = 6;
  }
  message LogGroupList { repeated LogGroup logGroupList = 1; }
  message LaterContent { required string Key = 1; required string Value = 2; optional double Weight = 9; }
  message LaterLog { required uint32 Time = 1; repeated LaterContent Contents = 2; optional fixed64 Big = 7; optional uint64 Huge = 100000; }
  message LaterGroup { repeated LaterLog Logs = 1; repeated bytes More = 15; }
  message LaterList { optional LaterGroup before = 3; repeated LaterGroup logGroupList = 1; }
`,
  { keepCase: true },
).root;

interface TheirContent {
  readonly Key: string;
  readonly Value: string;
}
type TheirLog = { readonly Time: number; readonly Contents: readonly TheirContent[]; readonly TimeNs?: number };
type TheirGroup = { readonly Logs: readonly TheirLog[] };

function theirBytes(type: string, message: object): Buffer {
  const known = ROOT.lookupType(type);
  return Buffer.from(known.encode(known.fromObject(message)).finish());
}

function theirReading(bytes: Buffer): TheirGroup {
  const known = ROOT.lookupType('LogGroup');
  return known.toObject(known.decode(bytes), { arrays: true }) as TheirGroup;
}

const asOurs = ({ Logs }: TheirGroup): SlsLogGroup => ({
  logs: Logs.map(({ Time, Contents }) => ({
    time: Time,
    contents: Object.fromEntries(Contents.map(({ Key, Value }) => [Key, Value])),
  })),
});

const text = fc.string({ unit: 'grapheme', maxLength: 300 });
const name = text.filter((key) => key !== '__proto__');
const content = fc.record({ Key: name, Value: text });
const contents = fc.uniqueArray(content, { selector: ({ Key }) => Key, maxLength: 12 });
const log = fc.record(
  { Time: fc.nat(0xffffffff), Contents: contents, TimeNs: fc.nat(0xffffffff) },
  { requiredKeys: ['Time', 'Contents'] },
);
const group = fc.record(
  {
    Logs: fc.array(log, { maxLength: 5 }),
    Category: text,
    Topic: text,
    Source: text,
    MachineUUID: text,
    LogTags: fc.array(content, { maxLength: 3 }),
  },
  { requiredKeys: ['Logs'] },
);

describe('against protobufjs', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.array(group, { maxLength: 4 }), (groups) => {
        const read = decodeLogGroupList(theirBytes('LogGroupList', { logGroupList: groups }));
        expect(read).toEqual(groups.map(asOurs));
      }),
    );
  });

  it('writes what it reads', () => {
    fc.assert(
      fc.property(group, (theirs) => {
        expect(asOurs(theirReading(encodeLogGroup(asOurs(theirs))))).toEqual(asOurs(theirs));
      }),
    );
  });

  it('skips fields of a later version', () => {
    const contents = [{ Key: 'kind', Value: 'claimed', Weight: 0.5 }];
    const later = {
      Logs: [{ Time: 7, Contents: contents, Big: '81985529216486895', Huge: '18446744073709551615' }],
      More: ['AAEC'],
    };
    const bytes = theirBytes('LaterList', { before: later, logGroupList: [later] });
    expect(decodeLogGroupList(bytes)).toEqual([{ logs: [{ time: 7, contents: { kind: 'claimed' } }] }]);
  });

  it('finds out a list that is cut off anywhere but between two groups', () => {
    const groups = Array.from({ length: 3 }, (_, Time) => ({
      Logs: [{ Time, Contents: [{ Key: 'k', Value: 'v'.repeat(200) }] }],
    }));
    const bytes = theirBytes('LogGroupList', { logGroupList: groups });
    const groupLength = bytes.length / 3;
    for (let length = 1; length < bytes.length; length += 1) {
      const read = (): number => decodeLogGroupList(bytes.subarray(0, length)).length;
      if (length % groupLength === 0) expect(read()).toBe(length / groupLength);
      else expect(read).toThrow(MalformedBytes);
    }
  });
});

describe('written out', () => {
  it('a write of one log', () => {
    const group = { logs: [{ time: 1446930000, contents: { k: 'é' } }] };
    // 0a 0f Logs · 08 d0ccf9b105 Time · 12 07 Contents · 0a 01 6b Key · 12 02 c3a9 Value
    expect(encodeLogGroup(group).toString('hex')).toBe('0a0f08d0ccf9b10512070a016b1202c3a9');
  });

  const bad: [name: string, hex: string][] = [
    ['field number 0', '0000'],
    // Cut to 32 bits, as other readers do, this is field 1: a log group.
    ['a field number beyond the format', '8a8080801000'],
    ['a group (wire type 3)', '0b'],
    ['a list that is a number', '0801'],
    ['a length beyond the end', '0aff'],
    ['a number of eleven octets', '10ffffffffffffffffffff01'],
    ['a skipped field that is cut off', '11aabb'],
    ['a log without time', '0a020a00'],
    ['a time that is a text', '0a050a030a0161'],
    ['a content without value', '0a090a07080112030a0161'],
    ['a content without key', '0a090a0708011203120161'],
    ['a key that is a number', '0a080a06080112020801'],
    ['one key twice', '0a140a12080112060a016112016112060a0161120162'],
  ];
  it.each(bad)('refuses %s', (_, hex) => {
    expect(() => decodeLogGroupList(Buffer.from(hex, 'hex'))).toThrow(MalformedBytes);
  });
});
