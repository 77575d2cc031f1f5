import { at, type Canary, SEEDS } from './canary.ts';

const RULES = 'src/selection/rules.ts';

/** What nobody permitted, and what is ordered all the same. */
export const PERMITS: readonly Canary[] = [
  {
    name: 'plan-spends',
    what: 'a run that only plans goes on to the submissions',
    changes: [at('src/runs/renewal-run.ts', "if (work.order.mode === 'plan') return {};", '')],
    checks: ['over-limit'],
    seedsMax: SEEDS,
  },
  {
    name: 'timer-widens',
    what: 'a timer gets the window that its payload asks for, beyond the settings; the terms of a domain narrow it once more, so that goes too',
    changes: [
      at(
        'src/config/run-order.ts',
        'Math.min(options.windowDays ?? config.windowDays, config.windowDays)',
        'options.windowDays ?? config.windowDays',
      ),
      at('src/selection/select.ts', 'Math.min(asked, terms.windowDays)', 'asked'),
    ],
    checks: ['over-limit'],
    seedsMax: SEEDS,
  },
  {
    name: 'names-ignored',
    what: 'who names a domain gets all that is due',
    changes: [at('src/selection/select.ts', '(named === null || named.has(domain.name))', '(named !== domain.name)')],
    checks: ['over-limit'],
    seedsMax: SEEDS,
    from: 25,
  },
  {
    name: 'exclude-ignored',
    what: 'RENEW_EXCLUDE excludes nothing',
    changes: [at(RULES, 'return context.isExcluded(domain) ?', "return domain.name === '' ?")],
    checks: ['over-limit'],
    seedsMax: SEEDS,
    from: 48,
  },
  {
    name: 'expired-unasked',
    what: 'what has expired is renewed, whatever RENEW_EXPIRED says',
    changes: [at(RULES, "<= context.nowMs && action === 'renew' && !renewExpired", '<= 0')],
    checks: ['over-limit'],
    seedsMax: SEEDS,
    from: 36,
  },
  {
    name: 'auto-renewal-ignored',
    what: "a domain is renewed although Alibaba's own auto-renewal is on",
    changes: [at(RULES, 'return domain.autoRenew === true\n', "return domain.name === ''\n")],
    checks: ['over-limit'],
    seedsMax: SEEDS,
  },
  {
    name: 'transfer-ignored',
    what: 'a domain is renewed while it is being transferred out',
    changes: [
      at(RULES, "return pending ? { verdict: 'transfer-out", "return domain.name === '' ? { verdict: 'transfer-out"),
    ],
    checks: ['over-limit'],
    seedsMax: SEEDS,
    from: 240,
  },
  {
    name: 'premium-on-the-wire',
    what: 'every order says that premium is permitted',
    changes: [at('src/submission/submit-batch.ts', 'permitPremium: domain.permitPremium,', 'permitPremium: true,')],
    checks: ['over-limit'],
    seedsMax: SEEDS,
  },
  {
    name: 'notify-renewed',
    what: 'what a rule of the policy only tells of is renewed',
    changes: [at('src/selection/rules.ts', "return action === 'notify' ?", "return action === 'lapse' ?")],
    checks: ['over-limit'],
    seedsMax: SEEDS,
  },
  {
    name: 'lapse-renewed',
    what: 'what a rule of the policy lets go is renewed',
    changes: [at('src/selection/rules.ts', "return action === 'lapse' ?", "return action === 'notify' ?")],
    checks: ['over-limit'],
    seedsMax: SEEDS,
  },
  {
    name: 'rule-years-unread',
    what: 'the years of a rule are not read',
    changes: [at('src/config/policy-rule.ts', 'years: years(given, match?.tld ?? [], tlds),', '')],
    checks: ['over-limit'],
    seedsMax: SEEDS,
    from: 60,
  },
  {
    name: 'rule-cap-unread',
    what: 'the most that a year may cost by a rule is not read',
    changes: [at('src/config/policy-rule.ts', "maxYearPriceMinor: given.price('maxYearPrice', currency),", '')],
    checks: ['over-budget'],
    seedsMax: SEEDS,
    from: 338,
  },
];
