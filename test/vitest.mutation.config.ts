import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

// The folders whose tests have to notice a fault in what decides about money; `runs` has the books of whole runs.
const folders = '{claims,ledger,plan,runs,selection,settlement,submission}';

/** What Stryker runs against every mutant (test/README.md, "Mutation testing"): only tests that take milliseconds. */
const config: ViteUserConfig = defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: [`test/unit/${folders}/**/*.test.ts`, 'test/property/**/*.test.ts'],
    // Eight seconds of worlds, once more for nearly every mutant, would make hours of it; a kill there is not counted.
    exclude: ['test/property/never-twice.test.ts'],
    allowOnly: false,
    restoreMocks: true,
    expect: { requireAssertions: true },
    testTimeout: 30_000,
  },
});

export default config;
