import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { horizonStartMs } from '../../src/adapters/log-service-checks.ts';
import { claimBatch } from '../../src/claims/claim-batch.ts';
import { NO_OPTIONS } from '../../src/config/event.ts';
import { orderRun } from '../../src/config/run-order.ts';
import type { LedgerEntry } from '../../src/ledger/entry.ts';
import { readLedger } from '../../src/ledger/view.ts';
import { chosenOf, ruleContext, select } from '../../src/selection/select.ts';
import { aListedDomain, aName, DAY, NOW_MS, renewalsFor } from '../builders/domains.ts';
import {
  aClaimedEntry,
  aDoubted,
  aFailed,
  anAccepted,
  anOpened,
  aRefused,
  aReleased,
  aRenewed,
} from '../builders/ledger.ts';
import { aConfig, someRails } from '../builders/settings.ts';
import { countingIds, fakeClock } from '../fakes/fake-clock.ts';
import { MemoryLog, memoryLedger } from '../fakes/memory-ledger.ts';

/** How a claim ended; the last three never did. */
const ENDS = ['renewed', 'failed', 'refused', 'released', 'claimed', 'accepted', 'doubted'] as const;
type End = (typeof ENDS)[number];

/** One claim of one domain: made so many days ago, for a date so many days after that (before it when negative). */
interface Past {
  readonly madeDaysAgo: number;
  readonly leadDays: number;
  readonly end: End;
  readonly endedDaysLater: number;
}

interface World {
  readonly windowDays: number;
  readonly horizonDays: number;
  /** For each domain: its past, and how far its date is from now. */
  readonly domains: readonly { readonly past: readonly Past[]; readonly expiryDays: number }[];
}

interface Written {
  readonly atMs: number;
  readonly entry: LedgerEntry;
}

/** The entries of a world in the order in which the log received them, claim appends numbered. */
function written({ domains }: World): Written[] {
  const claims = domains.flatMap(({ past }, index) =>
    past.map((one, nth) => ({ ...one, domain: `d-${index}.com`, claim: `d-${index}-${nth}` })),
  );
  claims.sort((a, b) => b.madeDaysAgo - a.madeDaysAgo);
  const entries = claims.flatMap(({ madeDaysAgo, leadDays, end, endedDaysLater, domain, claim }, index): Written[] => {
    const atMs = NOW_MS - madeDaysAgo * DAY;
    const said = { domain, claim, expiryMs: atMs + leadDays * DAY, atMs };
    const endedMs = Math.min(NOW_MS, atMs + endedDaysLater * DAY);
    const ended = ending(end, { ...said, atMs: endedMs });
    return [
      { atMs, entry: aClaimedEntry({ ...said, append: index + 1 }) },
      ...(ended === null ? [] : [{ atMs: endedMs, entry: ended }]),
    ];
  });
  return [{ atMs: NOW_MS - 5000 * DAY, entry: anOpened() }, ...entries.sort((a, b) => a.atMs - b.atMs)];
}

function ending(end: End, said: { domain: string; claim: string; expiryMs: number; atMs: number }): LedgerEntry | null {
  switch (end) {
    case 'renewed':
      return aRenewed({ ...said, newExpiryMs: said.expiryMs + 365 * DAY });
    case 'failed':
      return aFailed(said);
    case 'refused':
      return aRefused(said);
    case 'released':
      return aReleased(said);
    case 'accepted':
      return anAccepted(said);
    case 'doubted':
      return aDoubted(said);
    case 'claimed':
      return null;
  }
}

/** Which domains are chosen, and which of them the claims stage would claim, when only these entries are read. */
async function chosen(world: World, entries: readonly Written[]): Promise<string[]> {
  const log = new MemoryLog();
  log.write(entries.map(({ entry }) => entry));
  const ledger = memoryLedger(log);
  const view = await readLedger(ledger);
  const config = aConfig({ windowDays: world.windowDays, batchSize: 1000, maxDomains: 1000 });
  const order = orderRun(config, { trigger: 'timer', options: NO_OPTIONS });
  const domains = world.domains.map(({ expiryDays }, index) =>
    aListedDomain({ name: `d-${index}.com`, expiryMs: NOW_MS + expiryDays * DAY }),
  );
  const judged = select(domains, ruleContext(config, order, view.state, { nowMs: NOW_MS, readings: new Map() }));
  const batch = chosenOf(judged);
  const picked = batch.map(({ name }) => `chosen ${name}`);
  if (batch.length === 0) return picked;
  const clock = fakeClock();
  const claimant = {
    runId: 'now',
    rails: someRails({ caps: { maxRunMinor: null, maxDayMinor: null, maxMonthMinor: null } }),
    balance: null,
    unapprovedDayMinor: null,
    startedMs: NOW_MS,
    untilMs: NOW_MS + DAY,
  };
  const outcome = await claimBatch(renewalsFor(batch), claimant, { ledger, view, clock, makeId: countingIds('now') });
  const claimed = outcome.kind === 'claimed' ? outcome.batch.pairs.map(({ domain }) => `claimed ${domain.name}`) : [];
  return [...picked, ...claimed];
}

/** What a reader sees: the very first entry, and all that was received inside the horizon. */
function insideHorizon(world: World, entries: readonly Written[]): Written[] {
  const fromMs = horizonStartMs(NOW_MS, world.horizonDays);
  return entries.filter(({ atMs }, index) => index === 0 || atMs >= fromMs);
}

/** A claim is made from a window before its date to the end of the grace period. */
function worlds(ends: readonly End[]): fc.Arbitrary<World> {
  return fc.integer({ min: 1, max: 60 }).chain((windowDays) => {
    const past = fc.record({
      madeDaysAgo: fc.integer({ min: 1, max: 1500 }),
      leadDays: fc.integer({ min: -30, max: windowDays }),
      end: fc.constantFrom(...ends),
      endedDaysLater: fc.integer({ min: 0, max: 60 }),
    });
    // Dates that were claimed come again often, as long as they can: a date of today's list lies in the grace period or later.
    const domain = fc.array(past, { maxLength: 4 }).chain((all) =>
      fc
        .oneof(
          fc.integer({ min: -30, max: windowDays + 5 }),
          fc
            .constantFrom(0, ...all.map(({ madeDaysAgo, leadDays }) => leadDays - madeDaysAgo))
            .filter((days) => days >= -30),
        )
        .map((expiryDays) => ({ past: all, expiryDays })),
    );
    return fc.record({
      windowDays: fc.constant(windowDays),
      horizonDays: fc.constant(windowDays + 90),
      domains: fc.array(domain, { minLength: 1, maxLength: 6 }),
    });
  });
}

describe('a claim outside the horizon', () => {
  it('cannot change which domains are chosen and claimed, once it is settled', async () => {
    await fc.assert(
      fc.asyncProperty(worlds(['renewed', 'failed', 'refused', 'released']), async (world) => {
        const entries = written(world);
        expect(await chosen(world, insideHorizon(world, entries))).toEqual(await chosen(world, entries));
      }),
      { numRuns: 300 },
    );
  });

  it('that was never settled can only give back a domain whose date is another by now', async () => {
    await fc.assert(
      fc.asyncProperty(worlds(ENDS), async (world) => {
        const entries = written(world);
        const whole = await chosen(world, entries);
        const seen = await chosen(world, insideHorizon(world, entries));
        expect(seen).toEqual(expect.arrayContaining(whole));
        const fromMs = horizonStartMs(NOW_MS, world.horizonDays);
        const forgotten = entries.flatMap(({ atMs, entry }) =>
          entry.kind === 'claimed' && atMs < fromMs ? [entry] : [],
        );
        for (const given of seen.filter((line) => line.startsWith('claimed ') && !whole.includes(line))) {
          const name = aName(given.slice('claimed '.length));
          const { expiryDays = 0 } = world.domains[Number(/\d+/.exec(name)?.[0])] ?? {};
          const dates = forgotten.filter(({ domain }) => domain === name).map(({ expiryMs }) => expiryMs);
          for (const dateMs of dates) expect(NOW_MS + expiryDays * DAY - dateMs).toBeGreaterThan(30 * DAY);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('of a horizon that is too short for the window would be paid again', async () => {
    const past = [{ madeDaysAgo: 66, leadDays: 40, end: 'accepted', endedDaysLater: 0 }] as const;
    const world = { windowDays: 40, horizonDays: 60, domains: [{ past, expiryDays: -26 }] };
    const entries = written(world);
    expect(await chosen(world, entries)).toEqual([]);
    expect(await chosen(world, insideHorizon(world, entries))).toEqual(['chosen d-0.com', 'claimed d-0.com']);
    const enough = { ...world, horizonDays: 130 };
    expect(await chosen(enough, insideHorizon(enough, entries))).toEqual([]);
  });
});
