import type { Simulate } from './outcome.ts';
import { SimWorld } from './sim-world.ts';

/** Lives through one seed's world: a month of runs, faults and other people, then calm; and what the auditor says. */
export const simulateSeed: Simulate = async (seed, options = {}) => await new SimWorld(seed, options).live();
