import type { FailedBy } from './command/seed-worker.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { Change } from './weakened-bundle.ts';

/** The product with one of its defences taken out. The simulation must notice, or it proves nothing about that defence. */
export interface Canary {
  readonly name: string;
  /** What is missing in it, and where two defences stand together, why both are taken out. */
  readonly what: string;
  readonly changes: readonly Change[];
  /** Kinds of fault that would give it away by another weakness. */
  readonly without?: readonly FaultKind[];
  /** The checks that may find it, or how its world may break. */
  readonly checks: readonly FailedBy[];
  /** One of the seeds from 1 to this one must find it. */
  readonly seedsMax: number;
}

const SEEDS = 300;
const MONEY: readonly FailedBy[] = ['paid-twice', 'no-claim-first', 'released-but-paid', 'lost-from-ledger'];
const SILENCE: readonly FailedBy[] = ['unsettled', 'lapsed', 'untold'];

/** Every claim of a batch counts as live, whatever else stands in the log. */
const ORDER_IGNORED = at(
  'src/claims/claim-batch.ts',
  'const live = pairs.filter(({ claim }) => isLive(claim, view.state));',
  'const live = pairs;',
);

/** What is appended to the file may still be in memory alone. */
const SYNC_LEFT_OUT = at('src/adapters/file-ledger.ts', "join(''));\n  await file.sync();", "join(''));");

/** The submission is signed with the time at which it leaves, not with that of the last look. */
const SIGNED_ANEW = at(
  'src/adapters/domain-api-calls.ts',
  '{ ...params, Timestamp: signatureTime(signedMs) }',
  'params',
);

/** The claims, and the log that is the lock. */
const CLAIMS: readonly Canary[] = [
  {
    name: 'no-claim',
    what: 'a batch is submitted without its claims having been written or read back',
    changes: [
      at('src/claims/claim-batch.ts', 'await ledger.appendClaims(claims, append)', "'appended'"),
      at('src/claims/claim-batch.ts', '!(await readBack(isSeen, parts))', 'false'),
      ORDER_IGNORED,
    ],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'no-read-back',
    what: 'claims count as soon as they were sent to the log; so does every one whose order there is never looked at',
    changes: [at('src/claims/claim-batch.ts', '!(await readBack(isSeen, parts))', 'false'), ORDER_IGNORED],
    without: ['sequence-forgotten'],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'open-claims-unseen',
    what: 'nothing asks whether a domain has an open claim: neither the rules, nor the claims stage, nor the fold',
    changes: [
      at('src/selection/rules.ts', 'return open === undefined\n', 'return open !== null\n'),
      at(
        'src/claims/claim-batch.ts',
        'if (expiryMs === null || openClaims(',
        'if (expiryMs === null) return false;\n  if (false && openClaims(',
      ),
      at(
        'src/claims/claim-batch.ts',
        "return ended.every(({ standing, sinceMs }) => standing !== 'renewed' && sinceMs < startedMs);",
        'return true;',
      ),
      at('src/ledger/state.ts', "standing: blocked ? 'void' : 'claimed',", "standing: 'claimed',"),
      ORDER_IGNORED,
    ],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'void-claims-submitted',
    what: 'the order of the log is ignored; the conditional append alone is left, and fails where the log forgets its sequence ids',
    changes: [ORDER_IGNORED],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'unconditional-append-log-service',
    what: 'claims are written to the log service without a sequence id; with the order of the log ignored too, which is enough alone',
    changes: [
      at(
        'src/adapters/log-service-ledger.ts',
        'const route = { hashKey: LEDGER_HASH_KEY, sequenceId: append };',
        'const route = { hashKey: LEDGER_HASH_KEY };',
      ),
      ORDER_IGNORED,
    ],
    without: ['sequence-forgotten'],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'unconditional-append-file',
    what: 'claims are appended to the file whatever the number of the last append; with the order of the log ignored too, which is enough alone',
    changes: [at('src/adapters/file-ledger.ts', 'salvaged || lastAppend + 1 !== append', 'salvaged'), ORDER_IGNORED],
    without: ['sequence-forgotten'],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'sync-left-out',
    what: 'what was appended to the file is acted upon before it is on the disk',
    changes: [SYNC_LEFT_OUT],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'torn-line-dropped',
    what: 'a line that was cut off is dropped with the claim in it; without the sync too, since no claim that was synced is ever cut off',
    changes: [at('src/adapters/file-ledger.ts', 'salvage(torn, append)', 'null'), SYNC_LEFT_OUT],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'torn-line-unrepaired',
    what: 'a line that was cut off stays as it is, and the next entry is written behind it',
    changes: [at('src/adapters/file-ledger.ts', "tail.endsOpen ? '' : await tail.tornLine()", "''")],
    checks: [...MONEY, ...SILENCE],
    seedsMax: SEEDS,
  },
  {
    name: 'claimed-forgotten',
    what: 'a claim of which nothing more is known does not count as open',
    changes: [at('src/ledger/state.ts', "return claim.standing === 'claimed' || claim", 'return claim')],
    checks: [...MONEY, ...SILENCE],
    seedsMax: SEEDS,
  },
  {
    name: 'doubted-forgotten',
    what: 'a claim whose submission is in doubt does not count as open',
    changes: [at('src/ledger/state.ts', " || claim.standing === 'doubted' ||", ' ||')],
    checks: [...MONEY, ...SILENCE],
    seedsMax: SEEDS,
  },
  {
    name: 'accepted-forgotten',
    what: 'a claim whose task is under way does not count as open',
    changes: [at('src/ledger/state.ts', " || claim.standing === 'accepted';\n}", ';\n}')],
    checks: [...MONEY, ...SILENCE],
    seedsMax: SEEDS,
  },
  {
    name: 'horizon-too-short',
    what: 'of the log service only the last day is read',
    changes: [
      at('src/adapters/log-service-checks.ts', 'return nowMs - (horizonDays + 2) * DAY_MS;', 'return nowMs - DAY_MS;'),
    ],
    checks: [...MONEY, ...SILENCE],
    seedsMax: SEEDS,
  },
];

/** The one submission, and what its answer means. */
const SUBMISSION: readonly Canary[] = [
  {
    name: 'submit-retried',
    what: 'a submission that got no answer is sent a second time',
    changes: [
      at(
        'src/adapters/domain-api-calls.ts',
        'return !answer.ok && !answer.sent ?',
        "if (!answer.ok && answer.fields.kind === 'no-answer') return await attemptOnce(action, params, { agent, connectMs: timeouts.connectMs, readMs: timeouts.submitMs }, ticket);\n        return !answer.ok && !answer.sent ?",
      ),
    ],
    checks: ['over-limit', ...MONEY],
    seedsMax: SEEDS,
  },
  {
    name: 'signed-anew',
    what: 'a submission is signed with the time at which it leaves, so that a process which slept after its last look still gets through',
    changes: [SIGNED_ANEW],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'empty-reply-is-success',
    what: '`{}` is taken for success, as a task without a number',
    changes: [
      at(
        'src/submission/outcome.ts',
        "return { outcome: 'unknown', reason: 'the reply has no task number' };",
        "return { outcome: 'accepted', taskNo: 'none' };",
      ),
    ],
    checks: [...MONEY, 'renewed-but-unpaid', ...SILENCE],
    seedsMax: SEEDS,
  },
  {
    name: 'empty-reply-is-refusal',
    what: '`{}` is taken for a refusal',
    changes: [
      at(
        'src/submission/outcome.ts',
        "return { outcome: 'unknown', reason: 'the reply has no task number' };",
        "return { outcome: 'refused', reason: 'the reply has no task number', accountWide: false, ramAction: '' };",
      ),
    ],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'lost-reply-is-refusal',
    what: 'a submission without an answer counts as never executed',
    changes: [
      at(
        'src/submission/outcome.ts',
        "return { outcome: 'unknown', reason: `${reply.code}: ${reply.detail}` };",
        "return { outcome: 'refused', reason: reply.code, accountWide: false, ramAction: '' };",
      ),
    ],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'server-error-is-refusal',
    what: 'any error that has a name counts as a proof that nothing was executed',
    changes: [
      at(
        'src/submission/outcome.ts',
        '!proven || reply.httpStatus < 400 || reply.httpStatus > 499',
        'reply.httpStatus < 400',
      ),
    ],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'recorded-before-reply',
    what: 'the outcome is written down before the reply came, as a refusal which the reply would correct',
    changes: [
      at(
        'src/runs/renew-batches.ts',
        'const outcome = await submitBatch(',
        "await recordOutcome(batch, { outcome: 'refused', reason: 'sending', accountWide: false, ramAction: '' }, sending.work);\n  const outcome = await submitBatch(",
      ),
    ],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'freshness-off',
    what: 'nobody looks at the age of a claim just before it is sent',
    changes: [
      at(
        'src/submission/freshness.ts',
        'const claimAgeMs = at.nowMs - batch.claimedMs;',
        'if (at.nowMs > 0) return null;\n  const claimAgeMs = at.nowMs - batch.claimedMs;',
      ),
    ],
    checks: MONEY,
    seedsMax: SEEDS,
  },
];

/** What the check run makes of the evidence. */
const SETTLEMENT: readonly Canary[] = [
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
    what: 'a task that was read for the claim that owns it is not read again for another that may be in it',
    changes: [
      at(
        'src/settlement/task-cache.ts',
        'if (known !== undefined && known.wantedCount >= wantedCount) return',
        'if (known !== undefined) return',
      ),
    ],
    checks: MONEY,
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

/** What is spent, and what is told. */
const REST: readonly Canary[] = [
  {
    name: 'limit-ignored',
    what: 'RENEW_MAX_DOMAINS limits nothing',
    changes: [at('src/plan/plan.ts', 'const taken = chosen.slice(0, config.maxDomains);', 'const taken = chosen;')],
    checks: ['over-limit'],
    seedsMax: SEEDS,
  },
  {
    name: 'nothing-due',
    what: 'the window is closed, so that nothing is due before it has expired',
    changes: [at('src/selection/rules.ts', '> context.windowDays * DAY_MS\n', '> -context.windowDays * DAY_MS\n')],
    checks: SILENCE,
    seedsMax: SEEDS,
  },
  {
    name: 'problems-untold',
    what: 'problems do not reach the result',
    changes: [at('src/runs/notes.ts', 'problems.push(problem);', '')],
    checks: SILENCE,
    seedsMax: SEEDS,
  },
  {
    name: 'secret-told',
    what: 'the text of a failed call holds the access key secret',
    changes: [
      at(
        'src/adapters/domain-api-calls.ts',
        'steer(rate, ticket, answer, options.onThrottled);\n    return answer;',
        'steer(rate, ticket, answer, options.onThrottled);\n    return answer.ok ? answer : { ...answer, fields: { ...answer.fields, detail: options.credentials.accessKeySecret } };',
      ),
    ],
    checks: ['secret-told'],
    seedsMax: SEEDS,
  },
];

export const CANARIES: readonly Canary[] = [...CLAIMS, ...SUBMISSION, ...SETTLEMENT, ...REST];

function at(file: string, find: string, replace: string): Change {
  return { file, find, replace };
}
