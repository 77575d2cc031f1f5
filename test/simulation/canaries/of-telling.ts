import { at, type Canary, SEEDS } from './canary.ts';

const NOTES = 'src/runs/notes.ts';
const OUTCOME = 'src/runs/tell-outcome.ts';

/** What a run wrote or saw that needs a person, and no output may hold. */
export const TELLING: readonly Canary[] = [
  {
    name: 'slow-untold',
    what: 'nobody is told of a claim that stays open, however long',
    changes: [
      at(
        'src/settlement/judge-claim.ts',
        'TELL_AFTER_MS: number = DAY_MS;',
        'TELL_AFTER_MS: number = 100_000 * DAY_MS;',
      ),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
    from: 160,
  },
  {
    name: 'held-untold',
    what: 'what is held for a changed price is told only when it is near its expiry',
    changes: [
      at(
        'src/selection/told.ts',
        'const told = TOLD[verdict];',
        "const told = verdict === 'price-changed' && !isNear(domain, nowMs) ? undefined : TOLD[verdict];",
      ),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'unnamed-untold',
    what: 'problems that name no domain do not reach the result',
    changes: [at(NOTES, 'problems.push(problem);', 'if (problem.domain !== undefined) problems.push(problem);')],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'failed-untold',
    what: 'nobody is told of a renewal that failed',
    changes: [at('src/settlement/settle-claim.ts', 'failedProblem(claim, ruling.reason),', 'null,')],
    checks: ['untold'],
    seedsMax: SEEDS,
    from: 28,
  },
  {
    name: 'unknown-untold',
    what: 'nobody is told of a submission of which it is not known what became of it',
    changes: [
      at(
        OUTCOME,
        "notes.problem({\n    problem: 'submission-unknown',",
        "Object({\n    problem: 'submission-unknown',",
      ),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'refused-untold',
    what: 'nobody is told of a submission that was refused',
    changes: [
      at(OUTCOME, "else notes.problem({ problem: 'submission-refused'", "else Object({ problem: 'submission-refused'"),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'incomplete-untold',
    what: 'nobody is told that the list of domains is not proven whole',
    changes: [at('src/inventory/problems.ts', 'if (!inventory.complete) {', 'if (totalCount < 0) {')],
    checks: ['untold'],
    seedsMax: SEEDS,
    from: 200,
  },
  {
    name: 'first-page-only',
    what: 'the first page is taken for the whole account: nothing further is read, and nobody counts',
    changes: [
      at('src/inventory/list-by-page.ts', 'if (rowCount === 0 || (', 'if (rowCount >= 0 || ('),
      at('src/inventory/pass.ts', 'else if (seenCount !== this.#totalCount)', 'else if (seenCount < 0)'),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'permission-untold',
    what: 'nobody is told that the permission to ask for prices is missing',
    changes: [
      at(
        'src/runs/quote-domains.ts',
        "if (answer.failure?.fields.kind === 'permission') notes.problem(permissionProblem(answer.failure.message));",
        '',
      ),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'silent-renewal-untold',
    what: 'no check run tells that the renewal run has been silent for long',
    changes: [at('src/runs/check-run.ts', 'tellSilentRenewal(view.state, startedMs).forEach(notes.problem);', '')],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'silent-check-untold',
    what: 'no renewal run tells that the check run has been silent for long',
    changes: [at('src/runs/renewal-run.ts', 'tellSilentCheck(view.state, startedMs).forEach(notes.problem);', '')],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'beat-of-anybody',
    what: 'every renewal run writes that a timer began it, so that one by hand hides that the timers are dead',
    changes: [
      at(
        'src/runs/renewal-run.ts',
        "runKind: 'renew', mode: order.mode, trigger: order.trigger",
        "runKind: 'renew', mode: order.mode, trigger: 'timer'",
      ),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'beat-unwritten',
    what: 'no check run writes that it came to its end',
    changes: [
      at(
        'src/runs/check-run.ts',
        'await ledger.append([{ ...finished, atMs: clock.now(), runId: id, counts }]);',
        'await Promise.resolve([{ ...finished, atMs: clock.now(), runId: id, counts }]);',
      ),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'cloud-stop-untold',
    what: 'a run that a service stopped says nothing of it, as if there had been nothing to do',
    changes: [at(NOTES, '  notes.stop({\n    stop: reading,', '  Object({\n    stop: reading,')],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'evidence-untold',
    what: 'nobody is told that the evidence for an open claim cannot be read, however long',
    changes: [
      at('src/settlement/settle-claim.ts', '${error.message}`, problem);', '${error.message}`, problem && null);'),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
    from: 75,
  },
  {
    name: 'unknown-unwritten',
    what: 'of a submission of which it is not known what became of it nothing is written, and nobody is told',
    changes: [
      at(
        'src/runs/renew-batches.ts',
        '  tellOutcome(batch, outcome, sending.submissions',
        "  if (outcome.outcome === 'unknown') return;\n  tellOutcome(batch, outcome, sending.submissions",
      ),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'open-unnamed',
    what: 'a check run names none of the claims that stay open',
    changes: [at('src/runs/check-result.ts', 'open: open.map(', 'open: open.slice(0, 0).map(')],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'secret-in-news',
    what: 'what a run tells while it works holds a signature',
    changes: [
      at(
        NOTES,
        "tell({ news: 'stopped', stop });",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a piece of source
        "tell({ news: 'stopped', stop: { ...stop, message: `${stop.message} Signature=x` } });",
      ),
    ],
    checks: ['secret-told'],
    seedsMax: SEEDS,
  },
  {
    name: 'secret-in-plan',
    what: 'the plan that a run records holds a signature',
    changes: [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a piece of source
      at('src/runs/plan-renewals.ts', '? {} : { plan: text };', '? {} : { plan: `${text} Signature=x` };'),
    ],
    checks: ['secret-told'],
    seedsMax: SEEDS,
  },
  {
    name: 'secret-on-terminal',
    what: 'what a terminal shows of a stop holds a signature',
    changes: [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a piece of source
      at('src/report/render-trouble.ts', '`Stopped: ${stop}`', '`Stopped: ${stop} Signature=x`'),
    ],
    checks: ['secret-told'],
    seedsMax: SEEDS,
  },
];
