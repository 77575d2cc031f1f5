import { describe, expect, it } from 'vitest';
import { DAY, NOW_MS } from '../../builders/domains.ts';
import { anOpened } from '../../builders/ledger.ts';
import { explore } from './explore.ts';
import { FAULTS } from './moves.ts';
import { aScenario, DOMAINS, type Scenario } from './scenario.ts';
import { replay, showViolation } from './show.ts';
import {
  blindToCosts,
  blindToOthers,
  lostMeansRefused,
  neverHeldBack,
  releasingAtOnce,
  withoutReadBack,
} from './weakened.ts';

const before = [anOpened({ atMs: NOW_MS - DAY })];
const FORGETFUL = { staleDate: 'charged', tasks: 'at-once', checksNumbers: false } as const;
const HIDDEN = { staleDate: 'charged', tasks: 'hidden', checksNumbers: true } as const;
const LOST = { faults: 1, pauses: 0, fates: ['late'] } as const;

/** Each product lacks one thing; the finding that the shortest schedule ends with. */
const WEAKENED: readonly (readonly [string, Partial<Scenario>, string])[] = [
  [
    'both guards ignored: no sequence ids, and the order of the log is not looked at',
    { rules: FORGETFUL, weaken: blindToOthers },
    'without a claim that stood first',
  ],
  [
    'the same over the log service',
    { ledger: 'log-service', rules: FORGETFUL, weaken: blindToOthers },
    'without a claim that stood first',
  ],
  ['claims are not read back', { weaken: withoutReadBack }, 'without a claim that stood first'],
  [
    'released after one look',
    { deeds: [['renew'], ['check', 30, 'check']], rules: HIDDEN, bound: LOST, weaken: releasingAtOnce },
    'was released, and yet it was paid',
  ],
  [
    'a claim is sent whatever its age',
    { deeds: [['renew'], [70, 'check', 70, 'check']], weaken: neverHeldBack },
    'was released, and yet it was paid',
  ],
  [
    'what others have claimed counts under no cap',
    { domains: 2, dayCapMinor: 17_999, asked: [[DOMAINS[0]], [DOMAINS[1]]], weaken: blindToCosts },
    '18000 was ordered, above the cap of 17999',
  ],
  ['a lost answer is taken for a refusal', { bound: LOST, weaken: lostMeansRefused }, 'the ledger has lost the task'],
];

describe('a product that was weakened is caught, by the shortest schedule that shows it', () => {
  it.each(WEAKENED)('%s', async (name, rest, finding) => {
    const scenario = aScenario({ name, before, ...rest });
    const { violation } = await explore(scenario);
    const shown = violation === null ? 'nothing was found' : await showViolation(scenario, violation);
    if (process.env['INTERLEAVINGS_FIGURES'] !== undefined) process.stdout.write(`${name}\n${shown}\n`);
    expect(shown).toContain(finding);
  });

  it('a schedule that is shown is lived again by its words', async () => {
    const scenario = aScenario({ name: 'both', before, rules: FORGETFUL, weaken: blindToOthers });
    const { violation } = await explore(scenario);
    const shown = violation === null ? '' : await showViolation(scenario, violation);
    const words = /replay\(scenario, '([^']*)'\)/.exec(shown)?.[1] ?? '';
    const lines = await replay(scenario, words);
    expect(lines.at(-1)).toContain('first.com is paid (no claim)');
    expect(lines.every((line, index) => shown.includes(`${index + 1}. ${line}`))).toBe(true);
  });
});

describe('the explorer leaves no order out', () => {
  it('counts the orders of two processes that do not meet: all ways to shuffle them', async () => {
    const bound = { faults: 0, pauses: 0, fates: FAULTS };
    const check = ['check'] as const;
    const explored = await explore(aScenario({ name: 'checks', before, deeds: [check, check], bound }));
    // Each check run: start, read, read again, heartbeat; 8 steps, of which 4 are A's.
    expect(explored.orders).toBe(70n);
  });
});
