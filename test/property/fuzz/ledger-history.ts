import fc from 'fast-check';
import { encodeEntry } from '../../../src/ledger/codec.ts';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { DAY, HOUR, MINUTE, NOW_MS } from '../../builders/domains.ts';
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
} from '../../builders/ledger.ts';

/** How far a claim came. After the last three its key is free, after all others nobody else may have it. */
const ENDS = ['claimed', 'doubted', 'looked', 'accepted', 'renewed', 'failed', 'refused', 'released'] as const;
type End = (typeof ENDS)[number];

/** One claim of a history, and whether its key is taken for good: written down here, not asked of the code. */
export interface Story {
  readonly claimId: string;
  readonly domain: string;
  readonly expiryMs: number;
  readonly append: number;
  readonly blocks: boolean;
  /** The id of a later claim on the same key by another run, which is void for ever; null when there was none. */
  readonly rivalId: string | null;
}

/** A log as runs would write it, with what is true of it. */
export interface History {
  readonly entries: readonly LedgerEntry[];
  readonly stories: readonly Story[];
  readonly appends: number;
}

const DOMAINS = ['a.com', 'b.cn', 'xn--fsqu00a.xn--fiqs8s'] as const;

/** A few claim appends on a few domains; a key comes again only when the claim before it left it free. */
export const aHistory: fc.Arbitrary<History> = fc
  .array(
    fc.record({
      ends: fc.tuple(...DOMAINS.map(() => fc.option(fc.constantFrom<End>(...ENDS), { freq: 3 }))),
      hasRival: fc.boolean(),
    }),
    { maxLength: 5 },
  )
  .map(written);

function written(runs: readonly { ends: readonly (End | null)[]; hasRival: boolean }[]): History {
  const entries: LedgerEntry[] = [anOpened({ atMs: NOW_MS - 1000 * DAY })];
  const stories: Story[] = [];
  const terms = DOMAINS.map(() => 0);
  let appends = 0;
  for (const [run, { ends, hasRival }] of runs.entries()) {
    const chosen = ends.flatMap((end, index) => (end === null ? [] : [{ end, index, domain: DOMAINS[index] ?? '' }]));
    if (chosen.length === 0) continue;
    appends += 1;
    const atMs = NOW_MS - (100 - run * 10) * DAY;
    const said = chosen.map(({ end, index, domain }) => {
      const expiryMs = NOW_MS + (index + 365 * (terms[index] ?? 0)) * DAY;
      return {
        end,
        index,
        domain,
        claim: `claim-${run}-${index}`,
        expiryMs,
        atMs,
        append: appends,
        taskNo: `task-${run}`,
      };
    });
    entries.push(...said.map((one) => aClaimedEntry(one)));
    for (const one of said) {
      entries.push(...outcomes(one.end, { ...one, atMs: atMs + MINUTE }));
      const blocks = !['failed', 'refused', 'released'].includes(one.end);
      // What is taken for good is not claimed again: the next time it is about the date after.
      if (blocks) terms[one.index] = (terms[one.index] ?? 0) + 1;
      const rivalId = blocks && hasRival ? `rival-${run}-${one.index}` : null;
      stories.push({
        claimId: one.claim,
        domain: one.domain,
        expiryMs: one.expiryMs,
        append: one.append,
        blocks,
        rivalId,
      });
    }
    const rivals = stories.filter(({ append, rivalId }) => append === appends && rivalId !== null);
    if (rivals.length > 0) appends += 1;
    entries.push(
      ...rivals.map(({ domain, expiryMs, rivalId }) =>
        aClaimedEntry({ domain, expiryMs, claim: rivalId ?? '', append: appends, atMs: atMs + 2 * MINUTE }),
      ),
    );
    entries.push(aFinished({ atMs: atMs + HOUR, runId: `run-${run}` }));
  }
  return { entries, stories, appends };
}

function outcomes(
  end: End,
  said: { claim: string; domain: string; expiryMs: number; atMs: number; taskNo: string },
): LedgerEntry[] {
  switch (end) {
    case 'claimed':
      return [];
    case 'doubted':
      return [aDoubted(said)];
    case 'looked':
      return [aDoubted(said), aDoubted({ ...said, looked: true, atMs: said.atMs + HOUR })];
    case 'accepted':
      return [anAccepted(said)];
    case 'renewed':
      return [anAccepted(said), aRenewed({ ...said, newExpiryMs: said.expiryMs + 365 * DAY })];
    case 'failed':
      return [anAccepted(said), aFailed(said)];
    case 'refused':
      return [aRefused(said)];
    case 'released':
      return [aDoubted(said), aReleased(said)];
  }
}

/** The lines of a history, as the file ledger writes them. */
export function linesOf({ entries }: History): string[] {
  return entries.map((entry) => JSON.stringify(encodeEntry(entry)));
}
