import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { groupOf } from '../../../src/adapters/log-service-groups.ts';
import { MalformedBytes } from '../../../src/adapters/sls-bytes.ts';
import { decodeLz4Block } from '../../../src/adapters/sls-lz4.ts';
import { parsePage } from '../../../src/adapters/sls-page.ts';
import { decodeLogGroupList, encodeLogGroup, type SlsLogGroup } from '../../../src/adapters/sls-protobuf.ts';
import { compressLz4, decompressLz4 } from '../../../src/sandbox/log-service-lz4.ts';
import { NOW_MS } from '../../builders/domains.ts';
import { cameOf } from './errors.ts';
import { aHistory, type History } from './ledger-history.ts';
import { listBytes, readIndependently } from './log-messages.ts';
import { cutBytes, someCuts } from './mutate-bytes.ts';
import { anOddText } from './odd-values.ts';
import { aTarget, demand, errorText, type Target } from './target.ts';

/** The groups of a history, one for each append, and texts that nobody expects. */
const someGroups: fc.Arbitrary<SlsLogGroup[]> = fc.oneof(
  aHistory.map(groupsOfHistory),
  fc.array(
    fc.record({
      logs: fc.array(
        fc.record({
          time: fc.nat(),
          contents: fc.dictionary(anOddText(6).map(toWellFormed), anOddText(30).map(toWellFormed), {
            maxKeys: 4,
            noNullPrototype: true,
          }),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  ),
);

function groupsOfHistory({ entries }: History): SlsLogGroup[] {
  return entries.map((entry) => groupOf([entry], NOW_MS));
}

/** Texts alone: a field named `__proto__` is lost on the way, and broken UTF-8 is mended in more than one way. */
function texts(groups: readonly SlsLogGroup[]): string {
  return JSON.stringify(
    groups.map(({ logs }) =>
      logs.map(({ contents }) => Object.entries(contents).filter(([key]) => key !== '__proto__')),
    ),
  );
}

/** Read whole and as another implementation reads it, or refused; never more in memory than came in. */
const GROUPS: Target = aTarget({
  name: 'log groups in protobuf',
  shortCases: 100,
  arbitrary: fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(someGroups, fc.boolean(), someCuts())
        .map(([groups, adds, cuts]) => [...cutBytes(listBytes(groups, adds), cuts)]),
    },
    { weight: 1, arbitrary: fc.array(fc.nat(255), { maxLength: 40 }) },
  ),
  check(octets) {
    const bytes = Buffer.from(octets);
    const { value: groups, error } = cameOf(() => decodeLogGroupList(bytes));
    const theirs = readIndependently(bytes);
    if (groups === null) {
      demand(error instanceof MalformedBytes && error.message.length < 200, () => errorText(error));
      return;
    }
    const logs = groups.flatMap((group) => group.logs);
    demand(groups.length + logs.length <= bytes.length, () => `${logs.length} logs out of ${bytes.length} octets`);
    for (const { time, contents } of logs) {
      demand(typeof time === 'number' && time >= 0 && Number.isFinite(time), () => `the time is ${time}`);
      demand(
        Object.values(contents).every((text) => typeof text === 'string'),
        () => 'a value is no text',
      );
    }
    demand(theirs !== null, () => 'taken, though another implementation refuses it');
    const isClean = !texts(groups).includes('\ufffd') && !texts(theirs).includes('\ufffd');
    demand(!isClean || texts(groups) === texts(theirs), () => `${texts(groups)} and ${texts(theirs)}`);
  },
});

/** What we write is read by another implementation, and by us, as it was. */
const ROUND_TRIP: Target = aTarget({
  name: 'log groups, there and back',
  shortCases: 60,
  arbitrary: someGroups,
  check(groups) {
    const bytes = Buffer.concat(
      groups.map((group) => {
        const one = encodeLogGroup(group);
        return Buffer.concat([Buffer.from([0x0a]), varint(one.length), one]);
      }),
    );
    const sent = texts(groups);
    demand(texts(decodeLogGroupList(bytes)) === sent, () => `${texts(decodeLogGroupList(bytes))} after ${sent}`);
    demand(texts(readIndependently(bytes) ?? []) === sent, () => 'another implementation reads something else');
  },
});

/** A text that is no Unicode cannot be sent: what arrives has a sign in its place. */
function toWellFormed(text: string): string {
  return Buffer.from(text).toString('utf8');
}

function varint(value: number): Buffer {
  const octets: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    octets.push(rest > 127 ? (rest % 128) | 128 : rest);
    if (rest <= 127) return Buffer.from(octets);
  }
}

/** A block is decoded to exactly the size that was told, or refused; whole ones to what they were. */
const LZ4: Target = aTarget({
  name: 'LZ4 block',
  shortCases: 100,
  arbitrary: fc
    .record({
      text: fc.oneof(
        anOddText(60),
        aHistory.map((history) => JSON.stringify(history)),
        fc.constantFrom('', 'a'.repeat(5000)),
      ),
      cuts: someCuts(2),
      size: fc.oneof(
        { weight: 4, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.oneof(fc.nat(100_000), fc.constantFrom(2 ** 26, 2 ** 40)) },
      ),
    })
    .map(({ text, cuts, size }) => {
      const raw = Buffer.from(text);
      return {
        raw: text,
        block: [...cutBytes(compressLz4(raw), cuts)],
        rawSize: size ?? raw.length,
        isWhole: cuts.length === 0 && size === null,
      };
    }),
  check({ raw, block, rawSize, isWhole }) {
    const { value, error } = cameOf(() => decodeLz4Block(Uint8Array.from(block), rawSize));
    if (value === null) {
      demand(error instanceof MalformedBytes && error.message.length < 200, () => errorText(error));
      demand(!isWhole, () => 'a whole block was refused');
      return;
    }
    demand(value.length === rawSize, () => `${value.length} octets in place of ${rawSize}`);
    const theirs = decompressLz4(Uint8Array.from(block), rawSize);
    demand(theirs !== null && value.equals(theirs), () => 'another implementation refuses it, or reads something else');
    demand(!isWhole || value.toString('utf8') === Buffer.from(raw).toString('utf8'), () => 'it came out otherwise');
  },
});

const HEADERS: readonly [name: string, values: readonly string[]][] = [
  ['x-log-cursor', ['MTM=', '', 'MTI=', 'x'.repeat(5000)]],
  ['x-log-count', ['1', '0', '-1', '', 'NaN', '1e3', '2', '3', '99999999999']],
  ['x-log-compresstype', ['lz4', 'deflate', 'zstd', 'LZ4', '']],
  ['x-log-bodyrawsize', ['0', '-0', '-1', '1.5', '1e3', '0x10', '67108864', '67108865', '1e400', '', 'none']],
  ['x-log-end-of-cursor', ['1', '0', 'true']],
];

const someHeaders: fc.Arbitrary<Record<string, string>> = fc
  .array(
    fc.constantFrom(...HEADERS).chain(([name, values]) => fc.tuple(fc.constant(name), fc.constantFrom(...values))),
    { maxLength: 2 },
  )
  .map((pairs) => Object.fromEntries(pairs) as Record<string, string>);

/** A page is whole and agrees with its own headers, or is unreadable; its cursor moves when it brings something. */
const PAGE: Target = aTarget({
  name: 'page of logs',
  shortCases: 100,
  arbitrary: fc.record({
    groups: someGroups,
    packing: fc.constantFrom('', 'lz4', 'deflate'),
    cuts: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someCuts(2) }),
    lies: someHeaders,
  }),
  check({ groups, packing, cuts, lies }) {
    const raw = listBytes(groups, true);
    const packed = packing === 'lz4' ? compressLz4(raw) : packing === 'deflate' ? deflateSync(raw) : raw;
    const body = cutBytes(packed, cuts);
    const honest = {
      'x-log-cursor': groups.length === 0 ? 'MTI=' : 'MTM=',
      'x-log-count': String(groups.length),
      'x-log-bodyrawsize': String(raw.length),
      ...(packing === '' ? {} : { 'x-log-compresstype': packing }),
    };
    const headers: Record<string, string> = { ...honest, ...lies };
    const { value: parsed, error } = cameOf(() => parsePage({ headers, body, requestId: 'R', serverMs: null }, 'MTI='));
    demand(parsed !== null, () => `it threw ${errorText(error)}`);
    if ('unreadable' in parsed) {
      demand(parsed.unreadable !== '' && parsed.unreadable.length < 200, () => parsed.unreadable);
      demand(
        cuts.length > 0 || Object.keys(lies).length > 0,
        () => `an honest page is unreadable: ${parsed.unreadable}`,
      );
      return;
    }
    const { groups: got, nextCursor, byteCount } = parsed.value;
    demand(nextCursor !== '' && nextCursor === headers['x-log-cursor'], () => `the next cursor is ${nextCursor}`);
    demand(got.length === 0 || nextCursor !== 'MTI=', () => 'the cursor stands still');
    const count = Number(headers['x-log-count']);
    const logCount = got.reduce((sum, { logs }) => sum + logs.length, 0);
    demand(count === got.length || count === logCount, () => `${got.length} groups of ${logCount} logs, not ${count}`);
    demand(byteCount <= Math.max(1, body.length) * 1032, () => `${byteCount} octets out of ${body.length}`);
    if (cuts.length === 0)
      demand(got.length === 0 || texts(got) === texts(groups), () => 'an honest body was read otherwise');
  },
});

export const LOG_BYTES: readonly Target[] = [GROUPS, ROUND_TRIP, LZ4, PAGE];
