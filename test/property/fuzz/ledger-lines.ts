import fc from 'fast-check';
import { decodeLine, salvage } from '../../../src/adapters/file-ledger-lines.ts';
import { decodeEntry, EntryError, encodeEntry } from '../../../src/ledger/codec.ts';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { type Ledger, LedgerError } from '../../../src/ledger/ledger.ts';
import { readLedger } from '../../../src/ledger/view.ts';
import { checkName } from './checks.ts';
import { came, cameOf } from './errors.ts';
import { damaged, judgeReading } from './ledger-damage.ts';
import { aHistory, type History, linesOf } from './ledger-history.ts';
import { seldomCut, written } from './mutate-bytes.ts';
import { mutated } from './mutate-json.ts';
import type { Json } from './odd-values.ts';
import { aTarget, demand, errorText, type Target } from './target.ts';

const VALUES: readonly Json[] = [
  'claimed',
  'failed',
  'opened',
  'finished',
  'unheard-of',
  'a.com',
  'A.COM',
  '1',
  10,
  11,
  1.5,
  '1.5',
  '1e3',
  '2026-02-30T00:00:00Z',
];

/** Any line near those that are written. */
const aLine: fc.Arbitrary<string> = aHistory.chain((history) => {
  const trees = linesOf(history).map((line) => JSON.parse(line) as Json);
  return seldomCut(mutated(trees, { values: VALUES }).map(written));
});

function isWhole(value: unknown, min: number, max: number = Number.MAX_SAFE_INTEGER): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
}

/** Every field of an entry is of its strict type. */
export function checkEntry(entry: LedgerEntry): void {
  demand(Number.isSafeInteger(entry.atMs) && entry.runId !== '', () => `at ${entry.atMs} by ${entry.runId}`);
  if (entry.kind === 'opened') {
    demand(typeof entry.ledgerId === 'string' && entry.ledgerId !== '', () => 'the ledger has no id');
    return;
  }
  if (entry.kind === 'finished') {
    demand(
      Object.values(entry.counts).every((count) => isWhole(count, 0)),
      () => JSON.stringify(entry.counts),
    );
    demand(['plan', 'renew'].includes(entry.mode) && ['renew', 'check'].includes(entry.runKind), () => entry.mode);
    return;
  }
  checkName(entry.domain);
  demand(entry.claimId !== '' && isWhole(entry.expiryMs, 1) && isWhole(entry.years, 1, 10), () =>
    JSON.stringify(entry),
  );
  if (entry.kind === 'claimed') {
    demand(entry.append === null || isWhole(entry.append, 1), () => `append ${entry.append}`);
    demand(
      entry.claimantUntilMs === null || Number.isSafeInteger(entry.claimantUntilMs),
      () => `until ${entry.claimantUntilMs}`,
    );
  }
  if (entry.kind === 'renewed') demand(isWhole(entry.newExpiryMs, 1), () => `renewed to ${entry.newExpiryMs}`);
  if ('taskNo' in entry && (entry.taskNo !== null || entry.kind === 'accepted')) {
    const number = entry.taskNo ?? '';
    demand(number !== '' && number === number.trim(), () => `the task number is ${number}`);
  }
}

/** A line is an entry, the same again when it is written and read once more, or a LedgerError that says which line. */
const LINE: Target = aTarget({
  name: 'line of the ledger file',
  shortCases: 200,
  arbitrary: aLine,
  check(line) {
    const { value: entry, error } = cameOf(() => decodeLine(line, 7, 'l.jsonl'));
    if (entry === null) {
      demand(error instanceof LedgerError, () => `not a LedgerError but ${errorText(error)}`);
      demand(
        error.code === 'unreadable' && error.message.startsWith('line 7 of the ledger l.jsonl'),
        () => error.message,
      );
      demand(error.message.length < 1500, () => `${error.message.length} letters`);
      return;
    }
    checkEntry(entry);
    const again = decodeEntry(JSON.parse(JSON.stringify(encodeEntry(entry))));
    demand(
      JSON.stringify(again) === JSON.stringify(entry),
      () => `${JSON.stringify(again)} after ${JSON.stringify(entry)}`,
    );
  },
});

/** A line that was cut off is kept only as what it certainly said; a claim keeps its key. */
const TORN: Target = aTarget({
  name: 'torn line of the ledger file',
  shortCases: 200,
  arbitrary: fc.oneof(
    aHistory.chain((history) =>
      fc
        .tuple(fc.constantFrom(...linesOf(history)), fc.nat(600))
        .map(([whole, length]) => ({ whole, torn: whole.slice(0, length) })),
    ),
    aLine.chain((line) => fc.nat(line.length).map((length) => ({ whole: '', torn: line.slice(0, length) }))),
  ),
  check({ whole, torn }) {
    const { value: saved, error } = cameOf(() => salvage(torn, 9));
    demand(error === null, () => `it threw ${errorText(error)}`);
    if (saved === null || whole === '') return;
    const before = JSON.parse(whole) as Record<string, unknown>;
    for (const name of ['kind', 'claimId', 'domain', 'expiryMs', 'at', 'runId']) {
      demand(saved[name] === before[name], () => `${name} is ${String(saved[name])}, not ${String(before[name])}`);
    }
    const { error: unreadable } = cameOf(() => decodeEntry(saved));
    demand(unreadable === null || unreadable instanceof EntryError, () => errorText(unreadable));
    demand(unreadable === null, () => `what was saved cannot be read: ${errorText(unreadable)}`);
  },
});

/** The lines of a text as a ledger that hands them out in pieces. */
function lineLedger(text: string, pieceLength: number): Ledger {
  const never = async (): Promise<never> => await Promise.reject(new Error('nothing is written here'));
  const pieces = text.split('\n');
  const last = pieces.pop() ?? '';
  if (isWholeLine(last)) pieces.push(last);
  return {
    append: never,
    appendClaims: never,
    reader() {
      let place = 0;
      return {
        async next() {
          await Promise.resolve();
          for (;;) {
            const lines = pieces.slice(place, place + pieceLength);
            place += lines.length;
            const entries = lines.flatMap((line, index) =>
              line.trim() === '' ? [] : [decodeLine(line, place + index, 'l')],
            );
            if (entries.length > 0 || lines.length === 0) return entries;
          }
        },
      };
    },
  };
}

function isWholeLine(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

export interface DamagedLog {
  readonly history: History;
  readonly text: string;
  readonly pieceLength: number;
}

/** A damaged log is refused, or nothing that it still says is passed over or forgotten. */
const LOG: Target = aTarget({
  name: 'damaged ledger, folded',
  shortCases: 80,
  arbitrary: aHistory.chain((history) =>
    fc.record({
      history: fc.constant(history),
      text: damaged(history).map((bytes) => bytes.toString('utf8')),
      pieceLength: fc.integer({ min: 1, max: 9 }),
    }),
  ),
  async check({ history, text, pieceLength }: DamagedLog) {
    const { value, error } = await came(async () => await readLedger(lineLedger(text, pieceLength)));
    judgeReading(history, Buffer.from(text), { state: value?.state ?? null, error });
  },
});

export const LEDGER_LINES: readonly Target[] = [LINE, TORN, LOG];
