import { at, type Canary, SEEDS, SILENCE } from './canary.ts';

/** What is spent, and what is told. */
export const REST: readonly Canary[] = [
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
