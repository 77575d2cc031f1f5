import { parseArgs } from 'node:util';
import { type InputFault, shown } from '../../../src/config/fault.ts';
import type { Canary } from '../canaries/canary.ts';
import { CANARIES } from '../canaries.ts';
import { FAULT_KINDS, type FaultKind } from '../fault-kinds.ts';
import type { SeedsOrder } from './seed-worker.ts';

/** What `npm run simulate` is to do. */
export interface SimulateOrder {
  readonly seeds: SeedsOrder;
  /** One seed with its whole history, instead of many. */
  readonly replay: boolean;
  /** The weakened product in place of the real one; `all`: each of them in turn. */
  readonly canary: Canary | 'all' | null;
  /** The first seed, where it was said. */
  readonly fromTyped: number | null;
  /** How many seeds were asked for; null when that was left to the default. */
  readonly countTyped: number | null;
  readonly json: boolean;
}

export type Read =
  | { readonly kind: 'order'; readonly order: SimulateOrder }
  | { readonly kind: 'help' }
  | { readonly kind: 'faults'; readonly faults: readonly InputFault[] };

const SEEDS_DEFAULT = 10_000;
const SEEDS_MAX = 1_000_000_000;
const SEED_MAX = 1_000_000_000_000;

const FLAGS = ['--seeds N', '--from S', '--seed N', '--without KINDS', '--canary NAME', '--json', '--help'];

export const HELP: readonly string[] = [
  'Usage: npm run simulate -- [flags]',
  '',
  'Lives through one made-up world after another: the product, months of timers, faults of every kind, and an auditor. Stops at the',
  'first world in which a promise was broken, makes it as small as it gets and prints its history. Exit code 0: all promises were kept,',
  '1: one was not, or a kind of fault never occurred, 2: wrong arguments.',
  '',
  `  --seeds N        so many worlds (${SEEDS_DEFAULT} unless it is said)`,
  '  --from S         from this seed on (1 unless it is said, for a rare canary where it is known to be found)',
  '  --seed N         only this one, with its whole history',
  '  --without KINDS  leave these kinds of fault out, separated by commas',
  '  --canary NAME    with this weakening of the product, which must be found; `all` tries each and tells the seed that finds it',
  '  --json           print the figures as JSON, and nothing else on stdout',
];

/** Reads what was typed; every fault is named with what is allowed. */
export function readArguments(args: readonly string[]): Read {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      seeds: { type: 'string' },
      from: { type: 'string' },
      seed: { type: 'string' },
      without: { type: 'string' },
      canary: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const typed = new Map<string, string | undefined>();
  const faults: InputFault[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') {
      faults.push({ field: shown(token.value), value: 'too much', allowed: FLAGS.join(', ') });
    } else if (token.kind === 'option') {
      if (FLAGS.some((flag) => flag.split(' ', 1)[0] === `--${token.name}`)) typed.set(token.name, token.value);
      else faults.push({ field: token.rawName, value: 'not known', allowed: FLAGS.join(', ') });
    }
  }
  if (typed.has('help')) return { kind: 'help' };
  const order = orderOf(typed, faults);
  return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'order', order };
}

type Typed = ReadonlyMap<string, string | undefined>;

function orderOf(typed: Typed, faults: InputFault[]): SimulateOrder {
  const canary = canaryOf(typed, faults);
  const one = integer(typed, ['seed', 0, SEED_MAX], faults);
  for (const other of ['seeds', 'from']) {
    if (typed.has('seed') && typed.has(other)) {
      faults.push({ field: `--${other}`, value: 'together with --seed', allowed: 'one of the two' });
    }
  }
  const json = typed.has('json');
  if (json && typed.get('json') !== undefined) {
    faults.push({ field: '--json', value: shown(typed.get('json')), allowed: 'nothing behind it' });
  }
  const fromTyped = integer(typed, ['from', 0, SEED_MAX], faults);
  const countTyped = integer(typed, ['seeds', 1, SEEDS_MAX], faults);
  const count = countTyped ?? (canary === null || canary === 'all' ? SEEDS_DEFAULT : canary.seedsMax);
  const { without: ofCanary = [], from: canaryFrom = 1 } = canary === null || canary === 'all' ? {} : canary;
  const from = fromTyped ?? canaryFrom;
  const without = new Set([...withoutOf(typed, faults), ...ofCanary]);
  const seeds = one === null ? { from, count, without } : { from: one, count: 1, without };
  return { seeds, replay: one !== null, canary, fromTyped, countTyped, json };
}

/** Null when it was not typed, or wrong. */
function integer(
  typed: Typed,
  [name, min, max]: readonly [string, number, number],
  faults: InputFault[],
): number | null {
  if (!typed.has(name)) return null;
  const value = typed.get(name);
  const number = value !== undefined && /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  faults.push({ field: `--${name}`, value: shownValue(value), allowed: `a whole number from ${min} to ${max}` });
  return null;
}

function withoutOf(typed: Typed, faults: InputFault[]): Set<FaultKind> {
  const names = typed.has('without') ? (typed.get('without') ?? '').split(',').map((name) => name.trim()) : [];
  for (const name of names) {
    if (isKind(name)) continue;
    faults.push({ field: '--without', value: shown(name), allowed: `one or more of ${FAULT_KINDS.join(',')}` });
  }
  return new Set(names.filter(isKind));
}

function isKind(name: string): name is FaultKind {
  return FAULT_KINDS.some((kind) => kind === name);
}

function canaryOf(typed: Typed, faults: InputFault[]): Canary | 'all' | null {
  if (!typed.has('canary')) return null;
  const name = typed.get('canary');
  if (name === 'all' && !typed.has('seed')) return name;
  const canary = CANARIES.find((one) => one.name === name);
  if (canary !== undefined) return canary;
  const allowed = `${CANARIES.map((one) => one.name).join(', ')}; without --seed also all`;
  faults.push({ field: '--canary', value: shownValue(name), allowed });
  return null;
}

function shownValue(value: string | undefined): string {
  return value === undefined ? 'without a value' : shown(value);
}
