import fc from 'fast-check';
import { LedgerError } from '../../../src/ledger/ledger.ts';
import { claimKey, claimsOf, type LedgerState } from '../../../src/ledger/state.ts';
import { domainName } from '../../../src/model/domain.ts';
import type { History } from './ledger-history.ts';
import { linesOf } from './ledger-history.ts';
import { cutBytes, seldomCut, someCuts, written } from './mutate-bytes.ts';
import { mutated } from './mutate-json.ts';
import type { Json } from './odd-values.ts';
import { demand, errorText } from './target.ts';

type Lines = readonly string[];

/** What may happen to whole lines, at a place counted around. */
const aDeed: fc.Arbitrary<(lines: Lines) => Lines> = fc.oneof(
  fc.nat(99).map((at) => (lines: Lines) => lines.toSpliced(at % (lines.length + 1), 1)),
  fc.tuple(fc.nat(99), fc.nat(99)).map(([from, to]) => (lines: Lines) => {
    return lines.toSpliced(to % (lines.length + 1), 0, lines[from % (lines.length || 1)] ?? '');
  }),
  fc
    .tuple(fc.nat(99), fc.constantFrom('', ' ', '{}', 'null', '[]', '[[]]', '7', 'x', '\r'))
    .map(([at, junk]) => (lines: Lines) => {
      return lines.toSpliced(at % (lines.length + 1), 0, junk);
    }),
  fc.nat(99).map((at) => (lines: Lines) => lines.with(at % lines.length, `${lines[at % lines.length]}\r`)),
);

/** One line with changes of its tree. */
export function aChangedLine(lines: Lines): fc.Arbitrary<(lines: Lines) => Lines> {
  const trees = lines.map((line) => JSON.parse(line) as Json);
  const values: Json[] = [
    'claimed',
    'refused',
    'released',
    'failed',
    'opened',
    'claim-0-0',
    'a.com',
    1,
    2,
    3,
    '2',
    'true',
  ];
  const line = seldomCut(mutated(trees, { values }, 2).map(written)).map((text) => text.replaceAll('\n', ' '));
  return fc.tuple(fc.nat(99), line).map(([at, text]) => (before: Lines) => {
    return before.length === 0 ? before : before.with(at % before.length, text);
  });
}

/** The bytes of a damaged ledger file: lines lost, doubled, changed, put in between, and seldom bytes. */
export function damaged(history: History): fc.Arbitrary<Buffer> {
  const lines = linesOf(history);
  const deeds = fc.array(fc.oneof(aDeed, aChangedLine(lines)), { maxLength: 2 });
  const cuts = fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: someCuts(2) });
  return fc.tuple(deeds, cuts, fc.boolean()).map(([todo, cut, endsOpen]) => {
    const after = todo.reduce((now, deed) => (now.length === 0 ? now : deed(now)), lines as Lines);
    const whole = Buffer.from(after.map((line) => `${line}\n`).join(''));
    const bytes = endsOpen ? whole.subarray(0, -1) : whole;
    return cutBytes(bytes, cut ?? []);
  });
}

const KINDS = 'opened claimed accepted refused doubted renewed failed released finished'.split(' ');

/** Whether a line says something whole, read anew and strictly: what is not must never be passed over. */
function saysSomething(line: string): boolean {
  const entry = jsonOf(line);
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return false;
  const { schema, kind, at, runId, claimId, domain, expiryMs, years } = entry as Record<string, unknown>;
  if (String(schema) !== '1' || typeof kind !== 'string' || !KINDS.includes(kind)) return false;
  if (typeof at !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(at) || typeof runId !== 'string' || runId === '')
    return false;
  if (kind === 'opened' || kind === 'finished') return true;
  const isAbout =
    typeof claimId === 'string' && claimId !== '' && typeof domain === 'string' && domainName(domain) !== null;
  return isAbout && Number(expiryMs) >= 1 && Number(years) >= 1 && Number(years) <= 10;
}

/**
 * What must hold of whatever is read from a damaged log:
 * - either it is refused as a whole, by a LedgerError;
 * - or every complete line was understood (nothing that may hide a claim was passed over), the claim appends that are seen have no gap,
 *   and each claim whose own line is untouched still takes its key, unless a line that was not there before says otherwise. What damage
 *   leaves in a form that is valid, such as another domain in place of one, no reader can tell: the log has no checksums.
 */
export function judgeReading(
  history: History,
  bytes: Buffer,
  read: { state: LedgerState | null; error: unknown },
): void {
  const { state, error } = read;
  if (state === null) {
    demand(error instanceof LedgerError, () => `not a LedgerError but ${errorText(error)}`);
    demand(['unreadable', 'refused'].includes(error.code), () => `the ledger is ${error.code}`);
    demand(error.message.length < 1500, () => `${error.message.length} letters`);
    return;
  }
  const pieces = bytes.toString('utf8').split('\n');
  const last = pieces.pop() ?? '';
  const lines = [...pieces, ...(typeof jsonOf(last) === 'object' ? [last] : [])].filter((line) => line.trim() !== '');
  for (const line of lines) demand(saysSomething(line), () => `passed over: ${line.slice(0, 300)}`);
  checkAppends(lines, state);
  checkStories(history, lines, state);
}

function checkAppends(lines: Lines, state: LedgerState): void {
  const numbers = lines.flatMap((line) => {
    const { kind, append } = jsonOf(line) as { kind?: string; append?: unknown };
    return kind === 'claimed' && append !== undefined && append !== null && append !== '' ? [Number(append)] : [];
  });
  const seen = new Set(numbers);
  const [first, lastAppend] = [Math.min(...seen), Math.max(0, ...seen)];
  demand(state.lastAppend === lastAppend, () => `the last append is ${state.lastAppend}, not ${lastAppend}`);
  demand(seen.size === 0 || seen.size === lastAppend - first + 1, () => `a gap in ${[...seen].join()}`);
}

function checkStories(history: History, lines: Lines, state: LedgerState): void {
  const before = linesOf(history);
  const known = new Set(before);
  const untouched = lines.filter((line) => known.has(line));
  const order = [...new Set(untouched)].map((line) => before.indexOf(line));
  // In a log that only grows nothing changes places; who stands first cannot be told otherwise.
  if (order.some((place, index) => index > 0 && place < (order[index - 1] ?? 0))) return;
  const others = lines.filter((line) => !known.has(line));
  for (const { claimId, domain, expiryMs, blocks, rivalId } of history.stories) {
    const isUntouched = untouched.some((line) => line.includes('"kind":"claimed"') && line.includes(`"${claimId}"`));
    if (!blocks || !isUntouched || others.some((line) => mayFree(line, claimId, domain))) continue;
    const name = domainName(domain);
    const held =
      name === null
        ? []
        : claimsOf(state, name).filter((claim) => claimKey(claim.domain, claim.expiryMs) === `${domain}|${expiryMs}`);
    const isTaken = held.some(({ standing }) => ['claimed', 'doubted', 'accepted', 'renewed'].includes(standing));
    demand(isTaken, () => `${domain} (${claimId}) is free again: ${held.map(({ standing }) => standing).join()}`);
    // A rival whose own line was changed may be one on another key by now.
    if (others.some((line) => rivalId !== null && line.includes(`"${rivalId}"`))) continue;
    const rival = [...state.claims.values()].find((claim) => (claim.claimId as string) === rivalId);
    demand(rival === undefined || rival.standing === 'void', () => `${rivalId} became ${rival?.standing}`);
  }
}

/** A line that damage made: it names the claim, or claims the same domain by an id of its own. */
function mayFree(line: string, claimId: string, domain: string): boolean {
  const { claimId: id, domain: about } = jsonOf(line) as Record<string, unknown>;
  return id === claimId || domainName(String(about)) === domain;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
