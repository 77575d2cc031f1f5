import { at, type Canary, MONEY, SEEDS, SILENCE } from './canary.ts';

/** The submission is signed with the time at which it leaves, not with that of the last look. */
const SIGNED_ANEW = at(
  'src/adapters/domain-api-calls.ts',
  '{ ...params, Timestamp: signatureTime(signedMs) }',
  'params',
);

/** The one submission, and what its answer means. */
export const SUBMISSION: readonly Canary[] = [
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
    // In seeds before it is only heard that an answer was missing.
    from: 36,
  },
  {
    name: 'signed-anew',
    what: 'a submission is signed with the time at which it leaves, so that a process which slept after its last look still gets through',
    changes: [SIGNED_ANEW],
    checks: ['over-limit', ...MONEY],
    seedsMax: SEEDS,
    from: 270,
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
    from: 90,
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
    from: 389,
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
    from: 150,
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
    checks: [...MONEY, 'over-limit'],
    seedsMax: SEEDS,
  },
];
