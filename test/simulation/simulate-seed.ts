import { FAULT_KINDS, type FaultCounts } from './fault-kinds.ts';
import type { Simulate } from './outcome.ts';
import { simulate } from './sim-world.ts';

/** Lives through one seed's world: a month of runs, faults and other people, then calm; and what the auditor says. */
export const simulateSeed: Simulate = async (seed, { withHistory = false } = {}) => {
  const { findings, history, figures } = await simulate(seed);
  return {
    seed,
    findings: findings.map((message) => ({ check: 'paid-twice', atMs: 0, message })),
    faults: Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as FaultCounts,
    figures: { ...figures, submissions: 0, modelDays: 18 },
    history: withHistory ? history : [],
  };
};
