import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// The folders whose tests have to notice a fault in what decides about money; `runs` has the books of whole runs.
const folders = '{claims,ledger,plan,runs,selection,settlement,submission}';

/** A mutant's run ends with the first test that fails: those that take least and see most of one folder come first. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number =>
      moduleId.includes('/test/property/') ? 2 : moduleId.includes('/test/unit/runs/') ? 1 : 0;
    return await Promise.resolve(files.toSorted((a, b) => rank(a) - rank(b)));
  }
}

/** What Stryker runs against every mutant (test/README.md, "Mutation testing"): only tests that take milliseconds. */
const config: ViteUserConfig = defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: [`test/unit/${folders}/**/*.test.ts`, 'test/property/**/*.test.ts'],
    // Eight seconds of worlds, once more for nearly every mutant, would make hours of it; a kill there is not counted.
    exclude: ['test/property/never-twice.test.ts'],
    sequence: { sequencer: QuickFirst },
    allowOnly: false,
    restoreMocks: true,
    expect: { requireAssertions: true },
    testTimeout: 30_000,
  },
});

export default config;
