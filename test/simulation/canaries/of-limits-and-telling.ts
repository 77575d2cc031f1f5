import { at, type Canary, SEEDS, SILENCE } from './canary.ts';

/** What is spent, and what is told. */
export const REST: readonly Canary[] = [
  {
    name: 'limit-ignored',
    what: 'RENEW_MAX_DOMAINS limits nothing',
    changes: [at('src/plan/plan.ts', 'budget, config.maxDomains);', 'budget);')],
    checks: ['over-limit'],
    seedsMax: SEEDS,
  },
  {
    name: 'batch-size-ignored',
    what: 'RENEW_BATCH_SIZE limits nothing: all that is due goes out at once',
    changes: [at('src/plan/plan.ts', 'chunk(group, config.batchSize)', 'chunk(group, 1000)')],
    checks: ['over-limit'],
    seedsMax: SEEDS,
  },
  {
    name: 'places-starved',
    what: 'what is too dear for a cap takes a place of the run from what is behind it',
    changes: [
      at(
        'src/plan/plan.ts',
        'fitBudget(chosen, budget, config.maxDomains)',
        'fitBudget(chosen.slice(0, config.maxDomains), budget)',
      ),
    ],
    checks: ['lapsed'],
    seedsMax: SEEDS,
    from: 378,
  },
  {
    name: 'latest-first',
    what: 'the latest expiry goes first, and what one run cannot take of the soonest waits',
    changes: [
      at('src/model/domain.ts', '(a.expiryMs ?? 0) - (b.expiryMs ?? 0) ||', '(b.expiryMs ?? 0) - (a.expiryMs ?? 0) ||'),
    ],
    checks: ['lapsed'],
    seedsMax: SEEDS,
  },
  {
    name: 'nothing-due',
    what: 'the window is closed, so that nothing is due before it has expired',
    changes: [
      at(
        'src/selection/rules.ts',
        '> context.windowDaysOf(domain) * DAY_MS\n',
        '> -context.windowDaysOf(domain) * DAY_MS\n',
      ),
    ],
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
    name: 'near-untold',
    what: 'nobody is told of a domain that one run could not take, however near its expiry',
    changes: [at('src/runs/not-renewed.ts', ' : unsent), ...plan.deferred]', ' : unsent)]')],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'held-together-untold',
    what: 'on a site without the price call nobody is told of what is held for that, unless it is near its expiry',
    changes: [
      at(
        'src/selection/told.ts',
        "[{ problem: 'price-call-missing', message }, ...problemsOf(alone, context)]",
        'problemsOf(alone, context)',
      ),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
    from: 28,
  },
  {
    name: 'no-second-look',
    what: 'a list whose counts agree is taken for whole, though a domain left and another came in between two pages',
    changes: [
      at(
        'src/inventory/list-by-page.ts',
        "if (pass.flaw !== '' || pages.length < 2) return pass;",
        'if (pages.length >= 0) return pass;',
      ),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
    from: 2008,
  },
  {
    name: 'plan-untold',
    what: "nobody is told that a timer's run only plans what is about to expire",
    changes: [
      at('src/runs/not-renewed.ts', "(order.mode === 'plan' && order.trigger !== 'timer')", "order.mode === 'plan'"),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
    from: 20,
  },
  {
    name: 'run-hangs',
    what: 'a check run that finds a renewed claim never returns',
    changes: [
      at(
        'src/runs/check-run.ts',
        'findDoubleClaims(view.state).forEach(notes.problem);',
        "if ([...view.state.claims.values()].some(({ standing }) => standing === 'renewed')) await new Promise(() => undefined);",
      ),
    ],
    checks: ['untold'],
    seedsMax: SEEDS,
  },
  {
    name: 'share-of-few',
    what: 'the share of an account stops a run also where the account is too small for that',
    changes: [at('src/plan/limits.ts', 'const SHARE_COUNTS_FROM = 10;', 'const SHARE_COUNTS_FROM = 2;')],
    checks: ['lapsed'],
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
