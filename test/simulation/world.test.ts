import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { simulate } from './sim-world.ts';

/** Replay one seed: SIM_SEED=123 npx vitest run --config test/vitest.config.ts --project simulation */
const ONE = process.env['SIM_SEED'];
const FIXED = Array.from({ length: 40 }, (_, index) => index + 1);
/** Other worlds on every day, the same in one day's runs. */
const FRESH = Array.from({ length: 10 }, (_, index) => Math.floor(Date.now() / 86_400_000) * 100 + index);

describe('two weeks of faults, then calm: at most one payment a domain, and nothing silently undone', () => {
  it.each(ONE === undefined ? [...FIXED, ...FRESH] : [Number(ONE)])('seed %d', async (seed) => {
    const { findings, history } = await simulate(seed);
    expect(findings, `seed ${seed}\n${history.join('\n')}`).toEqual([]);
  });
});

describe('the auditor catches a product that was weakened', () => {
  it('whose runs do not see each other in the ledger', async () => {
    const blind = (ledger: Ledger): Ledger => {
      const own = new Set<string>();
      return {
        append: async (entries) => await ledger.append(entries),
        appendClaims: async (claims) => {
          for (const { runId } of claims) own.add(runId);
          await ledger.append(claims);
          return 'appended';
        },
        reader: () => {
          const reader = ledger.reader();
          return {
            next: async () => {
              for (;;) {
                const entries = await reader.next();
                const seen = entries.filter((entry) => entry.kind === 'opened' || own.has(entry.runId));
                if (seen.length > 0 || entries.length === 0) return seen;
              }
            },
          };
        },
      };
    };
    let caught = 0;
    for (let seed = 1; seed <= 10; seed++) {
      if ((await simulate(seed, blind)).findings.some((finding) => finding.includes('was paid'))) caught += 1;
    }
    expect(caught).toBeGreaterThan(0);
  });
});
