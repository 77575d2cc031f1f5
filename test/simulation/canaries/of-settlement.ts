import { at, type Canary, MONEY, SEEDS, SILENCE } from './canary.ts';

/** What the check run makes of the evidence. */
export const SETTLEMENT: readonly Canary[] = [
  {
    name: 'released-by-time',
    what: 'a claim without a task number is released as soon as its claimant is dead, without a look at the evidence',
    changes: [
      at(
        'src/settlement/settle-claim.ts',
        'const gathered = await reader.gather(claim);',
        "if (claim.taskNo === null) return settlement(claim, { kind: 'released', reason: 'old' }, look);\n  const gathered = await reader.gather(claim);",
      ),
    ],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'one-look-releases',
    what: 'one look that finds nothing releases a claim',
    changes: [
      at(
        'src/settlement/judge-claim.ts',
        "if (claim.firstLookMs === null) return { kind: 'no-trace', why };",
        "if (claim.firstLookMs === null) return { kind: 'released', reason: why };",
      ),
    ],
    checks: MONEY,
    seedsMax: SEEDS,
    from: 110,
  },
  {
    name: 'claimant-alive',
    what: 'a claimant that may still be at work is not waited for; with one look enough, since two an hour apart outlast it',
    changes: [
      at(
        'src/settlement/settle-claim.ts',
        'claim.taskNo === null && look.startedMs < claimantDeadFrom(claim)',
        'false',
      ),
      at(
        'src/settlement/judge-claim.ts',
        "if (claim.firstLookMs === null) return { kind: 'no-trace', why };",
        "if (claim.firstLookMs === null) return { kind: 'released', reason: why };",
      ),
    ],
    checks: MONEY,
    seedsMax: SEEDS,
    from: 571,
  },
  {
    name: 'success-without-date',
    what: 'a task that succeeded counts as a renewal, whatever the expiry date says',
    changes: [
      at(
        'src/settlement/judge-claim.ts',
        "if (movedByYearsPaid(claim, evidence)) return { kind: 'renewed', newExpiryMs: evidence.expiryMs };",
        "if (claim.years > 0) return { kind: 'renewed', newExpiryMs: evidence.expiryMs };",
      ),
    ],
    checks: ['renewed-but-unpaid', ...SILENCE],
    seedsMax: SEEDS,
  },
  {
    name: 'task-read-once',
    what: 'a task that was read for the claim that owns it passes for whole, and is not read again for another that may be in it; with the outcome of a batch written for its first claim alone, which costs nothing by itself: else a task is hardly ever known for a part of its claims',
    changes: [
      at(
        'src/runs/renew-batches.ts',
        'outcomeEntries(batch, outcome, clock.now())',
        'outcomeEntries(batch, outcome, clock.now()).slice(0, 1)',
      ),
      at(
        'src/settlement/task-cache.ts',
        'if (known !== undefined && known.wantedCount >= wantedCount) return seenTask(await known.details, size);',
        'if (known !== undefined) return seenTask(await known.details, { domainCount: 1, isComplete: false });',
      ),
    ],
    checks: MONEY,
    from: 6780,
    seedsMax: SEEDS,
  },
  {
    name: 'task-without-domain',
    what: 'of a task the first domain speaks for all',
    changes: [
      at(
        'src/settlement/evidence.ts',
        'return { details: byDomain.get(domain) ?? [], candidates: null, blankTasks: [] };',
        'return { details: [...byDomain.values()][0] ?? [], candidates: null, blankTasks: [] };',
      ),
    ],
    checks: [...MONEY, 'renewed-but-unpaid', ...SILENCE],
    seedsMax: SEEDS,
    from: 496,
  },
  {
    name: 'settled-unwritten',
    what: 'a claim is reported as settled although that could not be written to the ledger',
    changes: [
      at(
        'src/runs/settle-open-claims.ts',
        'if (look.settled !== null && written) settled',
        'if (look.settled !== null) settled',
      ),
    ],
    checks: ['lost-from-ledger'],
    seedsMax: SEEDS,
    from: 285,
  },
  {
    name: 'lost-tasks-unsought',
    what: 'claims without a task number are never looked at',
    changes: [
      at(
        'src/runs/settle-open-claims.ts',
        'return [...claims.filter(({ taskNo }) => taskNo !== null), ...claims.filter(({ taskNo }) => taskNo === null)];',
        'return claims.filter(({ taskNo }) => taskNo !== null);',
      ),
    ],
    checks: SILENCE,
    seedsMax: SEEDS,
  },
];
