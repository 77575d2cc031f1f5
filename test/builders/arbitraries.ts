import fc from 'fast-check';
import type { ClaimEntry, LedgerEntry, OutcomeEntry } from '../../src/ledger/entry.ts';
import type { ListedDomain } from '../../src/model/domain.ts';
import { aListedDomain, DAY, HOUR, NOW_MS } from './domains.ts';
import {
  aClaimedEntry,
  aDoubted,
  aFailed,
  aFinished,
  anAccepted,
  anOpened,
  aRefused,
  aReleased,
  aRenewed,
} from './ledger.ts';

const anInstant = fc.integer({ min: NOW_MS - 400 * DAY, max: NOW_MS + 400 * DAY });
const aText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '余额不足', 'a\nb', '"},{"', '\u2028'));

/** Any row of the list, its name made from its number. */
export function anyDomain(number: number): fc.Arbitrary<ListedDomain> {
  return fc
    .record({
      expiryMs: fc.oneof({ weight: 9, arbitrary: anInstant }, { weight: 1, arbitrary: fc.constant(null) }),
      status: fc.constantFrom(
        'normal',
        'urgent-renewal',
        'needs-redemption',
        'transferring-out',
        'holder-changing',
        'not-verified',
        'verification-failed',
        'under-review',
        'unknown',
      ),
      verification: fc.constantFrom('succeeded', 'failed', 'auditing', 'none', 'unknown'),
      premium: fc.boolean(),
      autoRenew: fc.constantFrom(true, false, null),
      instanceId: fc.constantFrom('', `S-${number}`),
    })
    .map((fields) => aListedDomain({ name: `d${number}.com`, ...fields }));
}

/** A list of domains, each name once. */
export const anyDomains: fc.Arbitrary<ListedDomain[]> = fc
  .integer({ min: 0, max: 40 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, number) => anyDomain(number))));

/** A claim on one of few domains and dates, so that they collide. */
const aKey = fc.record({
  claim: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
  domain: fc.constantFrom('a.com', 'b.cn'),
  expiryMs: fc.constantFrom(NOW_MS + DAY, NOW_MS + 366 * DAY),
});

/** The claim that a claim id stands for: the same at every mention. */
function claimOf(id: string): { claim: string; domain: string; expiryMs: number } {
  const number = 'ABCDE'.indexOf(id);
  return { claim: id, domain: number % 2 === 0 ? 'a.com' : 'b.cn', expiryMs: NOW_MS + (number < 4 ? 1 : 366) * DAY };
}

const anId = fc.constantFrom('A', 'B', 'C', 'D', 'E');

/** One outcome of a claim, its facts decided by its kind, as one writer would write them. */
export function anyOutcome(id: string): fc.Arbitrary<OutcomeEntry> {
  const said = { ...claimOf(id), taskNo: `task-${id}` };
  return fc.constantFrom<OutcomeEntry>(
    anAccepted(said),
    aRefused({ ...said, atMs: NOW_MS + 1 }),
    aDoubted({ ...said, atMs: NOW_MS + 2 }),
    aDoubted({ ...said, atMs: NOW_MS + HOUR, looked: true }),
    aReleased({ ...said, atMs: NOW_MS + 3 }),
    aFailed({ ...said, atMs: NOW_MS + 4 }),
    aRenewed({ ...said, atMs: NOW_MS + 5 }),
  );
}

/** A log over few claims: claims and outcomes in any order, also outcomes of claims that come later or never. */
export const anyLog: fc.Arbitrary<LedgerEntry[]> = fc.array(
  fc.oneof(
    anId.map((id): LedgerEntry => aClaimedEntry({ ...claimOf(id), append: null })),
    anId.chain(anyOutcome),
    fc.constant(anOpened()),
    fc.constant(aFinished()),
  ),
  { maxLength: 30 },
);

/** A log over two claims of one key, long enough for a story. */
export const anyLogOfOneKey: fc.Arbitrary<LedgerEntry[]> = fc.array(
  fc
    .constantFrom('A', 'C')
    .chain((id) => fc.oneof(fc.constant(aClaimedEntry({ ...claimOf(id), append: null })), anyOutcome(id))),
  { maxLength: 10, size: 'max' },
);

/** Any entry that this code could write. */
export const anyEntry: fc.Arbitrary<LedgerEntry> = fc
  .tuple(
    aKey,
    anInstant,
    aText,
    fc.integer({ min: 1, max: 10 }),
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    fc.boolean(),
  )
  .chain(([key, atMs, reason, years, number, flag]) => {
    const said = { ...key, atMs, years, reason };
    const task = `task ${number}`;
    return fc.constantFrom<LedgerEntry>(
      anOpened({ atMs, ledgerId: `ledger-${number}` }),
      aClaimedEntry({ ...said, append: number, claimantUntilMs: atMs, instanceId: flag ? '' : `S${number}` }),
      { ...aClaimedEntry(said), append: null, claimantUntilMs: null },
      anAccepted({ ...said, taskNo: task }),
      aRefused(said),
      aDoubted({ ...said, looked: flag }),
      aReleased(said),
      aFailed({ ...said, taskNo: task }),
      { ...aFailed(said), taskNo: null },
      aRenewed({ ...said, taskNo: task, newExpiryMs: number }),
      { ...aRenewed(said), taskNo: null },
      aFinished({
        atMs,
        mode: flag ? 'plan' : 'renew',
        runKind: flag ? 'check' : 'renew',
        counts: { total: number, listed: 0 },
      }),
    );
  });

/** The claims among entries. */
export function isClaimEntry(entry: LedgerEntry): entry is ClaimEntry {
  return entry.kind !== 'opened' && entry.kind !== 'finished';
}
