import { type Cell, type Column, table } from './render-table.ts';
import type { Ink, View } from './render-text.ts';

/**
 * How one thing was found. `differs`: it is not as this program would make it, and was left alone. `not-tried`: nothing is known, and
 * the detail says why. Only `problem` needs a person.
 */
export type FindingState =
  | 'ok'
  | 'created'
  | 'updated'
  | 'would-create'
  | 'would-update'
  | 'differs'
  | 'problem'
  | 'not-tried';

/** One line of a set-up or of an examination. */
export interface Finding {
  readonly what: string;
  readonly state: FindingState;
  /** What was seen, and for a problem what to do. */
  readonly detail: string;
}

const INKS: Readonly<Record<FindingState, Ink>> = {
  ok: 'green',
  created: 'cyan',
  updated: 'cyan',
  'would-create': 'cyan',
  'would-update': 'cyan',
  differs: 'yellow',
  problem: 'red',
  'not-tried': 'dim',
};

/** A table, one finding a row. */
export function renderFindings(findings: readonly Finding[], view: View): string[] {
  const columns: Column[] = [{ head: 'WHAT', narrow: 'wrap' }, { head: 'STATE' }, { head: 'DETAIL', narrow: 'wrap' }];
  const rows = findings.map(({ what, state, detail }): Cell[] => [
    what,
    [state.replace('-', ' '), INKS[state]],
    detail,
  ]);
  return table(columns, rows, view);
}

/** Whether a person has to do something. */
export function hasProblem(findings: readonly Finding[]): boolean {
  return findings.some(({ state }) => state === 'problem');
}
