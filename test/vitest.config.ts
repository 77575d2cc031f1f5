import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** What each kind of test proves: test/README.md. */
const kinds = ['unit', 'property', 'simulation', 'contract', 'e2e', 'tidy'];

const config: ViteUserConfig = defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    allowOnly: false,
    restoreMocks: true,
    expect: { requireAssertions: true },
    // Neither UTC, where the functions run, nor Shanghai, where the service's dates come from; and with daylight saving.
    env: { TZ: 'America/New_York' },
    // One more than the two cores that are asked for: many tests wait for child processes, loopback and time-outs.
    maxWorkers: 3,
    maxConcurrency: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: kinds.map((name) => ({ extends: true as const, test: { name, include: [`test/${name}/**/*.test.ts`] } })),
  },
});

export default config;
