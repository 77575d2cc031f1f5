import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRun } from '../../src/runs/check-run.ts';
import { renewalRun } from '../../src/runs/renewal-run.ts';
import { MINUTE } from '../builders/domains.ts';
import { aWorld, untilSettled, type World } from '../builders/runs.ts';
import { aConfig, anOrder } from '../builders/settings.ts';
import type { Fate, SubmissionMishap } from '../fakes/fake-registrar.ts';
import { type Gate, gatedParts, Killed } from '../fakes/gated-parts.ts';
import type { ClaimsMishap, FactsMishap } from '../fakes/memory-ledger.ts';

const aSubmissionMishap = fc.constantFrom<SubmissionMishap>(
  'none',
  'lost-after',
  'lost-before',
  'hang',
  'empty',
  'number',
  { refuse: 'Throttling' },
  { refuse: 'ParameterIllegal' },
  { refuse: 'TaskIsBeingProcessed' },
  { refuse: 'InternalError', httpStatus: 500 },
);
const aClaimsMishap = fc.constantFrom<ClaimsMishap>(
  'none',
  'conflict',
  'unknown-landed',
  'unknown-lost',
  'unknown-late',
  'doubled',
  'unwritable',
);
const aFactsMishap = fc.constantFrom<FactsMishap>('none', 'doubled', 'lost', 'landed');

const aBadDay = fc.record({
  staleDate: fc.constantFrom('rejected' as const, 'charged' as const),
  submissions: fc.array(aSubmissionMishap, { maxLength: 6 }),
  claims: fc.array(aClaimsMishap, { maxLength: 6 }),
  facts: fc.array(aFactsMishap, { maxLength: 8 }),
  fates: fc.array(fc.constantFrom<Fate>('succeed', 'fail'), { maxLength: 2 }),
  hiddenForReads: fc.integer({ min: 0, max: 8 }),
  lateByReads: fc.integer({ min: 1, max: 90 }),
  checksNumbers: fc.boolean(),
  taskMs: fc.constantFrom(0, 4000, 30 * MINUTE, 150 * MINUTE),
  batchSize: fc.integer({ min: 1, max: 3 }),
  /** After so many awaits the process dies; one for each of four runs. */
  deaths: fc.tuple(...Array.from({ length: 4 }, () => fc.option(fc.integer({ min: 0, max: 60 }), { freq: 2 }))),
});

function plant(world: World, day: typeof aBadDay extends fc.Arbitrary<infer Day> ? Day : never): void {
  world.registrar.staleDate = day.staleDate;
  world.registrar.mishaps.push(...day.submissions);
  world.registrar.taskMs = day.taskMs;
  world.registrar.fates.set('second.cn', [...day.fates]);
  world.log.claimsMishaps.push(...day.claims);
  world.log.factsMishaps.push(...day.facts);
  world.log.hiddenForReads = day.hiddenForReads;
  world.log.lateByReads = day.lateByReads;
  world.log.checksNumbers = day.checksNumbers;
}

describe('never twice', () => {
  it('two renewal runs and two checks in any interleaving, with any faults and deaths: each domain is paid once', async () => {
    await fc.assert(
      fc.asyncProperty(aBadDay, fc.scheduler(), async (day, scheduler) => {
        const world = aWorld();
        plant(world, day);
        const gate = (death: number | null): Gate => {
          let awaits = 0;
          return async (what) => {
            await scheduler.schedule(Promise.resolve(), what);
            awaits += 1;
            if (death !== null && awaits > death) throw new Killed(what);
          };
        };
        const config = aConfig({ batchSize: day.batchSize });
        const [one, two, three, four] = day.deaths;
        const runs = [
          renewalRun(config, anOrder(), gatedParts(world.parts(), gate(one ?? null))),
          renewalRun(config, anOrder(), gatedParts(world.parts(), gate(two ?? null))),
          checkRun(anOrder(), gatedParts(world.parts(), gate(three ?? null))),
          checkRun(anOrder(), gatedParts(world.parts(), gate(four ?? null))),
        ];
        const ends = await scheduler.waitFor(Promise.allSettled(runs));
        for (const end of ends) {
          // Only a kill ends a run by a throw: every fault of the world is an answer.
          if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(Killed);
        }
        // No domain twice now, and each once when the schedule has gone on.
        expect(Object.values(world.registrar.paidCounts()).every((count) => count === 1)).toBe(true);
        world.log.hiddenForReads = 0;
        await untilSettled(world, { batchSize: day.batchSize }, 400);
        expect(world.registrar.paidCounts()).toEqual({ 'first.com': 1, 'second.cn': 1, 'third.org': 1 });
      }),
      { numRuns: 80, verbose: fc.VerbosityLevel.Verbose },
    );
  });
});
