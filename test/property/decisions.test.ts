import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../src/config/event.ts';
import { InputError } from '../../src/config/fault.ts';
import { readSettings, SETTING_NAMES } from '../../src/config/settings.ts';
import { foldLedger } from '../../src/ledger/state.ts';
import { checkLimits } from '../../src/plan/limits.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { retryAt } from '../../src/selection/retry-wait.ts';
import { chosenOf, ruleContext, select } from '../../src/selection/select.ts';
import { VERDICTS } from '../../src/selection/verdict.ts';
import { judgeClaim } from '../../src/settlement/judge-claim.ts';
import { outcomeOf } from '../../src/submission/outcome.ts';
import type { SubmitReply } from '../../src/submission/submitter.ts';
import { anyDomains, anyLog } from '../builders/arbitraries.ts';
import { aListedDomain, DAY, HOUR, NOW_MS, renewalsFor } from '../builders/domains.ts';
import { aDetail, someEvidence } from '../builders/evidence.ts';
import { aClaim, aTaskNo } from '../builders/ledger.ts';
import { aConfig, anOrder, NO_LIMIT } from '../builders/settings.ts';

const PARAMETERS = { numRuns: 500, verbose: fc.VerbosityLevel.Verbose } as const;

describe('selection', () => {
  it('gives each domain one verdict, and the counts add up', () => {
    fc.assert(
      fc.property(anyDomains, anyLog, fc.boolean(), (domains, log, renewExpired) => {
        const context = ruleContext(aConfig({ renewExpired }), anOrder(), foldLedger(log), {
          nowMs: NOW_MS,
          readings: new Map(),
        });
        const judged = select(domains, context);
        expect(judged.map(({ domain }) => domain)).toEqual(domains);
        const counts = VERDICTS.map((verdict) => judged.filter((one) => one.verdict === verdict).length);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(domains.length);
      }),
      PARAMETERS,
    );
  });

  it('never chooses what must not be renewed', () => {
    fc.assert(
      fc.property(anyDomains, anyLog, (domains, log) => {
        const ledger = foldLedger(log);
        const context = ruleContext(aConfig(), anOrder(), ledger, { nowMs: NOW_MS, readings: new Map() });
        for (const { expiryMs, autoRenew, premium, status, verification, name } of chosenOf(select(domains, context))) {
          expect([autoRenew, premium, status === 'needs-redemption', verification === 'failed']).not.toContain(true);
          expect(expiryMs).toBeLessThanOrEqual(NOW_MS + 35 * DAY);
          expect(expiryMs).toBeGreaterThan(NOW_MS - 30 * DAY);
          const open = [...ledger.claims.values()].filter(
            (claim) => claim.domain === name && ['claimed', 'doubted', 'accepted'].includes(claim.standing),
          );
          expect(open).toEqual([]);
        }
        expect(domains.length).toBeGreaterThanOrEqual(0);
      }),
      PARAMETERS,
    );
  });
});

describe('the plan', () => {
  const someDue = fc
    .array(fc.integer({ min: -29, max: 35 }), { maxLength: 60 })
    .map((days) => days.map((day, index) => aListedDomain({ name: `d${index}.com`, expiryMs: NOW_MS + day * DAY })));
  const context = ruleContext(aConfig(), anOrder(), foldLedger([]), { nowMs: NOW_MS, readings: new Map() });

  it('puts each chosen domain into one batch or defers it, soonest first', () => {
    fc.assert(
      fc.property(
        someDue,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 70 }),
        fc.func(fc.boolean()),
        (...args) => {
          const [domains, batchSize, maxDomains, alone] = args;
          const chosen = chosenOf(select(domains, context));
          const plan = makePlan(renewalsFor(chosen), NO_LIMIT, aConfig({ batchSize, maxDomains }), ({ name }) =>
            alone(name),
          );
          const planned = plan.batches.flat();
          expect([...planned.map(({ name }) => name), ...plan.deferred].sort()).toEqual(
            domains.map(({ name }) => name).sort(),
          );
          expect(plan.batches.every((batch) => batch.length >= 1 && batch.length <= batchSize)).toBe(true);
          expect(planned.length).toBe(Math.min(maxDomains, domains.length));
          for (const batch of plan.batches) expectAscending(batch.map(({ expiryMs }) => expiryMs ?? 0));
          expectAscending(plan.batches.map(([first]) => first?.expiryMs ?? 0));
          const latest = Math.max(...planned.map(({ expiryMs }) => expiryMs ?? 0));
          for (const name of plan.deferred) {
            expect(domains.find((domain) => domain.name === name)?.expiryMs).toBeGreaterThanOrEqual(latest);
          }
        },
      ),
      PARAMETERS,
    );
  });

  it('has a digest free of order', () => {
    fc.assert(
      fc.property(
        someDue.chain((domains) =>
          fc.tuple(fc.constant(domains), fc.shuffledSubarray(domains, { minLength: domains.length })),
        ),
        ([domains, shuffled]) => {
          const digest = (chosen: typeof domains): string =>
            makePlan(renewalsFor(chosen), NO_LIMIT, aConfig({ maxDomains: 1000 }), () => false).digest;
          expect(digest(shuffled)).toBe(digest(domains));
        },
      ),
      PARAMETERS,
    );
  });

  it('stops exactly above the share', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 10, max: 1000 }),
        fc.integer({ min: 1, max: 100 }),
        (count, total, percent) => {
          const domains = Array.from({ length: count }, (_, index) => aListedDomain({ name: `d${index}.com` }));
          const stops = checkLimits(
            makePlan(renewalsFor(domains), NO_LIMIT, aConfig({ maxDomains: 1000 }), () => false),
            total,
            aConfig({ maxShare: percent / 100 }),
          );
          expect(stops.length > 0).toBe(count * 100 > percent * total);
        },
      ),
      PARAMETERS,
    );
  });
});

function expectAscending(numbers: readonly number[]): void {
  expect([...numbers].sort((a, b) => a - b)).toEqual(numbers);
}

describe('the wait before another try', () => {
  it('never shrinks with failures, and is at most a quarter of the time left, or an hour', () => {
    const failures = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(failures, failures, fc.integer({ min: -60 * DAY, max: 400 * DAY }), (a, b, leftMs) => {
        const wait = (count: number): number => retryAt(count, NOW_MS, NOW_MS + leftMs, 30) - NOW_MS;
        expect(wait(Math.max(a, b))).toBeGreaterThanOrEqual(wait(Math.min(a, b)));
        expect(wait(a)).toBeGreaterThanOrEqual(HOUR);
        if (leftMs > 0) expect(wait(a)).toBeLessThanOrEqual(Math.max(HOUR, leftMs / 4));
        else expect(wait(a)).toBeLessThanOrEqual(Math.max(HOUR, (leftMs + 30 * DAY) / 4));
      }),
      PARAMETERS,
    );
  });
});

describe('input', () => {
  const read = (bytes: Uint8Array): void => {
    try {
      expect(['timer', 'direct']).toContain(readEvent(bytes).trigger);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
    }
  };

  it('an event of any bytes is read or refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), read), PARAMETERS);
  });

  it('an event of any JSON is read or refused', () => {
    const key = fc.constantFrom(
      'mode',
      'domains',
      'windowDays',
      'triggerTime',
      'triggerName',
      'payload',
      '__proto__',
      'key1',
    );
    const object = fc.dictionary(
      key,
      fc.oneof(fc.jsonValue(), fc.json(), fc.constantFrom('plan', 'renew', 35, ['a.com'])),
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), object), (value) => {
        read(new TextEncoder().encode(JSON.stringify(value)));
      }),
      PARAMETERS,
    );
  });

  it('settings of any texts are read or refused, and keys stay hidden', () => {
    const name = fc.constantFrom(...SETTING_NAMES, 'RENEW_X');
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), (environment) => {
        const secret = 'planted-s3cret';
        try {
          readSettings(
            {
              ...environment,
              ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret,
              DOMAIN_ENDPOINT: `${environment['DOMAIN_ENDPOINT'] ?? ''}//k:${secret}@x`,
            },
            'command-line',
          );
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as InputError).message).not.toContain(secret);
        }
        expect(true).toBe(true);
      }),
      PARAMETERS,
    );
  });
});

describe('outcomeOf', () => {
  const anyReply: fc.Arbitrary<SubmitReply> = fc.oneof(
    fc.record({ kind: fc.constant('reply' as const), taskNo: fc.anything(), requestId: fc.string() }),
    fc.record({
      kind: fc.constant('error' as const),
      code: fc.oneof(
        fc.string(),
        fc.constantFrom('Throttling', 'ParameterIllegal', 'MissingX', 'Forbidden.RAM', 'NetworkIOError'),
      ),
      httpStatus: fc.integer({ min: 0, max: 599 }),
      requestId: fc.string(),
      detail: fc.string(),
      ramAction: fc.string(),
    }),
    fc.record({ kind: fc.constant('no-answer' as const), code: fc.string(), detail: fc.string() }),
  );

  it('is total; accepted only with a task number, refused only with 4xx', () => {
    fc.assert(
      fc.property(anyReply, (reply) => {
        const outcome = outcomeOf(reply);
        if (outcome.outcome === 'accepted') expect(outcome.taskNo.trim()).not.toBe('');
        if (outcome.outcome === 'accepted') expect(reply.kind).toBe('reply');
        if (outcome.outcome === 'refused') expect(reply).toMatchObject({ kind: 'error' });
        if (reply.kind === 'error' && (reply.httpStatus < 400 || reply.httpStatus > 499))
          expect(outcome.outcome).toBe('unknown');
        expect(['accepted', 'refused', 'unknown']).toContain(outcome.outcome);
      }),
      PARAMETERS,
    );
  });
});

describe('judgeClaim', () => {
  it('frees a claim only where nothing at all speaks for a submission', () => {
    const details = fc.array(
      fc.constantFrom(
        aDetail(),
        aDetail({ status: 'failed' }),
        aDetail({ status: 'waiting' }),
        aDetail({ status: 'unknown' }),
      ),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(
        fc.option(details),
        fc.array(fc.constantFrom({ taskNo: aTaskNo('T1'), isSinceClaim: true, details: [aDetail()] }), {
          maxLength: 2,
        }),
        fc.array(fc.constantFrom(aTaskNo('T9')), { maxLength: 1 }),
        fc.option(fc.integer({ min: -30, max: 800 }).map((days) => NOW_MS + days * DAY)),
        (...[own, candidates, blankTasks, expiryMs]) => {
          const claim = { ...aClaim({ firstLookMs: NOW_MS - 2 * HOUR }), taskNo: own === null ? null : aTaskNo('T') };
          const ruling = judgeClaim(claim, someEvidence({ details: own, candidates, blankTasks, expiryMs }), NOW_MS);
          const nothing =
            own === null &&
            candidates.length === 0 &&
            blankTasks.length === 0 &&
            expiryMs !== null &&
            Math.abs(expiryMs - claim.expiryMs) <= 2 * DAY;
          expect(ruling.kind === 'released').toBe(nothing);
          if (ruling.kind === 'renewed') expect(expiryMs).toBeGreaterThan(claim.expiryMs + 2 * DAY);
        },
      ),
      PARAMETERS,
    );
  });
});
