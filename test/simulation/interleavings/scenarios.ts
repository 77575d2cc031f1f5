import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { aName, DAY, MINUTE, NOW_MS } from '../../builders/domains.ts';
import { aClaimedEntry, aDoubted, anOpened } from '../../builders/ledger.ts';
import { type Bound, FAULTS } from './moves.ts';
import type { Deed } from './program.ts';
import type { Rules } from './registrar.ts';
import { aScenario, DOMAINS, EXPIRY_MS, type Scenario } from './scenario.ts';
import { blindToOthers } from './weakened.ts';

/** `deep` explores what takes a quarter of an hour: INTERLEAVINGS=deep. */
export type Depth = 'standard' | 'deep';

const OPENED: readonly LedgerEntry[] = [anOpened({ atMs: NOW_MS - DAY })];
const CHARGED: Rules = { staleDate: 'charged', tasks: 'at-once', checksNumbers: true };
const REJECTED: Rules = { ...CHARGED, staleDate: 'rejected' };
const FORGETFUL: Rules = { ...CHARGED, checksNumbers: false };
const HIDDEN: Rules = { ...CHARGED, tasks: 'hidden' };

/**
 * Check runs an hour and more apart, and a renewal run when they have released what they could; a minute later, because a run leaves
 * alone what was released since it began.
 */
const SETTLE_AND_RENEW: readonly Deed[] = ['check', 70, 'check', 1, 'renew'];
/** The same, when whoever claimed at the beginning must be dead. */
const WAIT_SETTLE_AND_RENEW: readonly Deed[] = [70, ...SETTLE_AND_RENEW];
const CHECK_ONCE: readonly Deed[] = ['check'];
const CHECK_TWICE: readonly Deed[] = ['check', 70, 'check'];

const CLAIMED_MS = NOW_MS - 30 * MINUTE;

/** A claim of a run that is gone, its submission's answer lost half an hour ago. */
export const DOUBTED: readonly LedgerEntry[] = [
  ...OPENED,
  aClaimedEntry({
    claim: 'Z-1',
    domain: DOMAINS[0],
    expiryMs: EXPIRY_MS,
    atMs: CLAIMED_MS,
    claimantUntilMs: CLAIMED_MS + 10 * MINUTE,
  }),
  aDoubted({ claim: 'Z-1', domain: DOMAINS[0], expiryMs: EXPIRY_MS, atMs: CLAIMED_MS }),
];

/** The order behind that claim, if the registrar took it. */
const TAKEN: NonNullable<Scenario['ordered']> = {
  by: 'Z',
  takenMs: CLAIMED_MS,
  orders: [{ domain: aName(DOMAINS[0]), expiryMs: EXPIRY_MS, years: 1, claimId: 'Z-1' }],
};

/** Every scenario, at the bounds of this depth. */
export function scenarios(depth: Depth): Scenario[] {
  return [...renewAndRenew(), ...onLogService(), ...renewAndCheck(), ...checkAndCheck()].flatMap(
    ({ standard, deep, ...scenario }) =>
      (depth === 'standard' ? standard : deep).map((text) => aScenario({ ...scenario, bound: boundOf(text) })),
  );
}

/** `1 0`: one fault, no pause; `1 0 late`: and the fault is an answer that is lost. */
type Listed = Partial<Scenario> & {
  readonly name: string;
  readonly standard: readonly string[];
  readonly deep: readonly string[];
};

function boundOf(text: string): Bound {
  const [faults, pauses, fate] = text.split(' ');
  const fates = fate === undefined ? FAULTS : FAULTS.filter((one) => one === fate);
  return { faults: Number(faults), pauses: Number(pauses), fates };
}

function renewAndRenew(): Listed[] {
  const before = OPENED;
  const both = { before, mustHappen: ['accepted A', 'accepted B', 'conflict'] };
  const blind = { ...both, weaken: blindToOthers };
  const two = { ...both, domains: 2 };
  const batches = { ...two, batchSize: 1 };
  const capped = { before, domains: 2, dayCapMinor: 17_999, asked: [[DOMAINS[0]], [DOMAINS[1]]] };
  return [
    { name: 'renew ∥ renew, empty ledger', standard: ['0 0'], deep: ['0 1', '1 0'] },
    { name: 'renew ∥ renew', ...both, standard: ['1 0'], deep: ['0 1', '1 1'] },
    { name: 'renew ∥ renew, stale date rejected', ...both, rules: REJECTED, standard: ['0 0'], deep: ['1 0'] },
    { name: 'renew ∥ renew, two domains', ...two, standard: ['0 0'], deep: ['0 1', '1 0'] },
    { name: 'renew ∥ renew, two batches', ...batches, standard: ['0 0'], deep: ['0 1', '1 0'] },
    { name: 'renew ∥ renew, ids forgotten', before, rules: FORGETFUL, standard: ['0 1'], deep: ['1 0'] },
    // Each is asked for another domain, and the day has money for one of them.
    {
      name: 'renew ∥ renew, one cap',
      ...capped,
      mustHappen: ['accepted A', 'accepted B'],
      standard: ['0 0'],
      deep: ['1 0'],
    },
    { name: 'renew ∥ renew, one cap, ids forgotten', ...capped, rules: FORGETFUL, standard: ['0 0'], deep: ['1 0'] },
    { name: 'renew ∥ renew, ids alone', ...blind, standard: ['0 0'], deep: ['0 1', '1 0'] },
  ];
}

function onLogService(): Listed[] {
  const common = { before: OPENED, ledger: 'log-service' } as const;
  const forgetful = { ...common, rules: FORGETFUL };
  const batches = { ...common, domains: 2, batchSize: 1 };
  return [
    { name: 'log service: empty ledger', ledger: 'log-service', standard: ['0 0'], deep: ['1 0'] },
    {
      name: 'log service: renew ∥ renew',
      ...common,
      mustHappen: ['accepted A', 'accepted B', 'conflict'],
      standard: ['1 0 late'],
      deep: ['1 0', '0 1'],
    },
    { name: 'log service: ids forgotten', ...forgetful, standard: ['0 0'], deep: ['1 0', '0 1'] },
    { name: 'log service: two batches', ...batches, standard: [], deep: ['0 0', '0 1'] },
  ];
}

function renewAndCheck(): Listed[] {
  const before = OPENED;
  const mustHappen = ['released', 'accepted A', 'accepted B', 'not-sent'];
  const paused: Partial<Scenario> = { deeds: [['renew'], WAIT_SETTLE_AND_RENEW], before, mustHappen };
  const doubted: Partial<Scenario> = { deeds: [['renew'], SETTLE_AND_RENEW], before: DOUBTED };
  const free = { ...doubted, mustHappen: ['released', 'accepted A', 'accepted B'] };
  const taken = { ...doubted, rules: HIDDEN, ordered: TAKEN, mustHappen: ['doubted', 'renewed'] };
  const late: Scenario['deeds'] = [['renew'], ['check', 30, 'check']];
  return [
    // A stands still for hours at any of its steps, while B releases its claim and renews anew.
    { name: 'renew ∥ checks and renew', ...paused, standard: ['0 0'], deep: ['1 0', '0 1'] },
    { name: 'doubted, not taken: renew ∥ checks and renew', ...free, standard: ['0 0'], deep: ['1 0', '0 1'] },
    { name: 'doubted, taken: renew ∥ checks and renew', ...taken, standard: ['0 0'], deep: ['1 0', '0 1'] },
    { name: 'task seen late: renew ∥ checks', deeds: late, before, rules: HIDDEN, standard: ['0 0'], deep: ['1 0'] },
  ];
}

function checkAndCheck(): Listed[] {
  const mustHappen = ['released'];
  const once = { deeds: [CHECK_TWICE, CHECK_ONCE], before: DOUBTED, mustHappen };
  const twice = { deeds: [CHECK_TWICE, CHECK_TWICE], before: DOUBTED, mustHappen };
  const taken = { rules: HIDDEN, ordered: TAKEN, mustHappen: ['doubted', 'accepted', 'renewed'] };
  return [
    { name: 'doubted, not taken: 2 checks ∥ check', ...once, standard: ['1 0 died-sending'], deep: ['1 0', '0 1'] },
    { name: 'doubted, taken: 2 checks ∥ check', ...once, ...taken, standard: ['0 0'], deep: ['1 0'] },
    { name: 'doubted, not taken: 2 checks ∥ 2 checks', ...twice, standard: [], deep: ['0 0', '1 0'] },
    { name: 'doubted, taken: 2 checks ∥ 2 checks', ...twice, ...taken, standard: [], deep: ['0 0'] },
  ];
}
