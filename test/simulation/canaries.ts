import type { Canary } from './canaries/canary.ts';
import { CLAIMS } from './canaries/of-claims.ts';
import { REST } from './canaries/of-limits-and-telling.ts';
import { MONEY_RAILS } from './canaries/of-money.ts';
import { PERMITS } from './canaries/of-permits.ts';
import { SETTLEMENT } from './canaries/of-settlement.ts';
import { SUBMISSION } from './canaries/of-submission.ts';
import { TELLING } from './canaries/of-telling.ts';

/** Every weakening of the product that the simulation must find. */
export const CANARIES: readonly Canary[] = [
  ...CLAIMS,
  ...SUBMISSION,
  ...SETTLEMENT,
  ...PERMITS,
  ...MONEY_RAILS,
  ...REST,
  ...TELLING,
];
