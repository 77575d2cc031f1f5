// What runs in each thread of `npm run simulate` and of the canaries: bundled, with or without a weakening, and started by seed-thread.ts.
import { simulateSeed } from '../simulate-seed.ts';
import { serveSeeds } from './serve-seeds.ts';

serveSeeds(simulateSeed);
