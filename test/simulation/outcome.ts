import type { FaultCounts, FaultKind } from './fault-kinds.ts';

/** The auditor's eleven checks, by name. */
export const CHECKS = [
  'paid-twice',
  'no-claim-first',
  'lost-from-ledger',
  'released-but-paid',
  'renewed-but-unpaid',
  'over-limit',
  'over-budget',
  'unsettled',
  'lapsed',
  'untold',
  'secret-told',
] as const;

export type Check = (typeof CHECKS)[number];

/** A broken promise. */
export interface Finding {
  readonly check: Check;
  /** Model time, epoch milliseconds. */
  readonly atMs: number;
  readonly message: string;
}

export interface SimulationFigures {
  /** Runs that were begun, of both kinds. */
  readonly runs: number;
  /** Runs that were killed. */
  readonly died: number;
  /** Renewal requests that reached the registrar. */
  readonly submissions: number;
  /** Renewals that were paid. */
  readonly paid: number;
  /** Calls of the Domain API. */
  readonly calls: number;
  readonly modelDays: number;
}

/** What became of one seed's world. */
export interface Outcome {
  readonly seed: number;
  /** The world ends with the step that broke a promise; so all of them are of that step. Empty when all were kept. */
  readonly findings: readonly Finding[];
  readonly faults: FaultCounts;
  readonly figures: SimulationFigures;
  /** One line an event, oldest first; empty unless it was asked for. */
  readonly history: readonly string[];
}

export interface SimulationOptions {
  /** Kinds of fault that do not occur; the others go on as they did, each by a row of chances of its own. */
  readonly without?: ReadonlySet<FaultKind>;
  readonly withHistory?: boolean;
}

/** Lives through one seed's world. */
export type Simulate = (seed: number, options?: SimulationOptions) => Promise<Outcome>;
