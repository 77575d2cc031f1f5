import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import type { Chance } from '../../src/sandbox/chance.ts';
import type { Faults } from './faults.ts';

export type RunKind = 'renew' | 'check';

/** A run that begins at an instant. */
export interface Start {
  readonly atMs: number;
  readonly kind: RunKind;
  readonly byHand: boolean;
  /** Somebody approves a plan that was told: the last one, or one of those before it. */
  readonly approves?: 'last' | 'stale';
}

export interface Cadence {
  readonly renewEveryMs: number;
  readonly checkEveryMs: number;
  /** That somebody runs it by hand, each day. */
  readonly byHandChance: number;
}

/** That somebody approves a plan, each day: where the settings want it, and where nobody asked for it. */
export const APPROVAL_CHANCES = { wanted: 0.3, unasked: 0.01 } as const;

/**
 * From the daily timers of `s.yaml` to those of somebody who looks twice a month. Most seeds are sparse: what goes wrong within a run and
 * between two of them needs no third, and a run costs nearly as much when it finds nothing to do.
 */
export function drawCadence(chance: Chance): Cadence {
  if (chance.happens(0.005)) return cadence(1, 4, 0.15);
  if (chance.happens(0.15)) return cadence(chance.pick([3, 5, 8]), chance.pick([40, 84, 120]), 0.15);
  return cadence(chance.pick([7, 9, 12]), chance.pick([90, 130, 200]), 0.05);
}

function cadence(renewEveryDays: number, checkEveryHours: number, byHandChance: number): Cadence {
  return { renewEveryMs: renewEveryDays * DAY_MS, checkEveryMs: checkEveryHours * HOUR_MS, byHandChance };
}

/** When all is calm: as dense as it takes to see in a few days whether everything is settled and renewed. */
export const CALM_CADENCE: Cadence = cadence(1, 25, 0);

/** The days of faults, then those of calm. */
export interface Month {
  readonly fromMs: number;
  readonly calmMs: number;
  readonly toMs: number;
}

/** Every run of a month: the timers' own, and what faults make of them before all is calm. */
export function planStarts(
  faults: Faults,
  timers: Cadence & { readonly approvalChance: number },
  { fromMs, calmMs, toMs }: Month,
): Start[] {
  return [
    ...faultyTimer('renew', timers.renewEveryMs, faults, [fromMs + HOUR_MS, calmMs]),
    ...faultyTimer('check', timers.checkEveryMs, faults, [fromMs + 90 * MINUTE_MS, calmMs]),
    ...byHand(faults, timers.byHandChance, [fromMs, calmMs]),
    ...approvals(faults, timers.approvalChance, [fromMs, calmMs]),
    ...timer('renew', CALM_CADENCE.renewEveryMs, [calmMs + HOUR_MS, toMs]),
    ...timer('check', CALM_CADENCE.checkEveryMs, [calmMs + 90 * MINUTE_MS, toMs]),
  ];
}

type Span = readonly [fromMs: number, toMs: number];

function timer(kind: RunKind, everyMs: number, [fromMs, toMs]: Span): Start[] {
  const starts: Start[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += everyMs) starts.push({ atMs, kind, byHand: false });
  return starts;
}

function faultyTimer(kind: RunKind, everyMs: number, faults: Faults, [fromMs, toMs]: Span): Start[] {
  const starts: Start[] = [];
  let silentUntilMs = 0;
  for (let atMs = fromMs; atMs < toMs; atMs += everyMs) {
    if (faults.strikes('timer-missing', 0.02)) {
      silentUntilMs = atMs + faults.row('timer-missing').between(1, 4) * DAY_MS;
    }
    if (atMs >= silentUntilMs) starts.push(...occurrence(kind, atMs, faults));
  }
  return starts;
}

function occurrence(kind: RunKind, dueMs: number, faults: Faults): Start[] {
  const isLate = faults.strikes('timer-late', 0.08);
  const atMs = isLate ? dueMs + faults.row('timer-late').between(MINUTE_MS, 3 * HOUR_MS) : dueMs;
  const starts: Start[] = [{ atMs, kind, byHand: false }];
  if (faults.strikes('timer-doubled', 0.06)) {
    const row = faults.row('timer-doubled');
    starts.push({ atMs: atMs + row.between(0, row.pick([80, 60_000])), kind, byHand: false });
  }
  if (kind === 'renew' && faults.strikes('hand-at-once', 0.3)) {
    // Another run with another plan: only then two of them meet under one cap.
    const row = faults.row('hand-at-once');
    for (let count = row.between(1, 2); count > 0; count--) {
      starts.push({ atMs: atMs + row.between(0, row.pick([30, 200, 4000])), kind, byHand: true });
    }
  }
  if (faults.strikes('runs-at-once', 0.2)) {
    const row = faults.row('runs-at-once');
    for (let count = row.between(1, 4); count > 0; count--) {
      const other = row.pick(['renew', 'renew', 'check'] as const);
      starts.push({ atMs: atMs + row.between(0, row.pick([30, 30, 4000])), kind: other, byHand: false });
    }
  }
  return starts;
}

function byHand(faults: Faults, chance: number, [fromMs, calmMs]: Span): Start[] {
  const starts: Start[] = [];
  for (let dayMs = fromMs; dayMs < calmMs; dayMs += DAY_MS) {
    if (!faults.strikes('run-by-hand', chance)) continue;
    const row = faults.row('run-by-hand');
    starts.push({ atMs: dayMs + row.between(0, DAY_MS), kind: row.pick(['renew', 'renew', 'check']), byHand: true });
  }
  return starts;
}

function approvals(faults: Faults, chance: number, [fromMs, calmMs]: Span): Start[] {
  const starts: Start[] = [];
  for (let dayMs = fromMs; dayMs < calmMs; dayMs += DAY_MS) {
    if (!faults.strikes('plan-approved', chance)) continue;
    const row = faults.row('plan-approved');
    const approves = row.pick(['last', 'last', 'last', 'stale'] as const);
    starts.push({ atMs: dayMs + row.between(0, DAY_MS), kind: 'renew', byHand: true, approves });
  }
  return starts;
}
