// Builds what is shipped: one self-contained CommonJS file for each function (dist/functions, the folder that s.yaml names
// as `code`), and the command line (dist/cli).
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/functions', { recursive: true });
// The package is ESM; the bundles are CommonJS, as Function Compute loads them. This file says so when they are loaded here.
writeFileSync('dist/functions/package.json', '{"type":"commonjs"}\n');

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
  sourcemap: true,
};

// Loaded by `trigger` alone, from node_modules: bundled, they would be most of the command line.
const FUNCTION_COMPUTE = ['@alicloud/fc2', '@alicloud/fc20230330'];

await build({
  ...shared,
  entryPoints: ['functions/renew.ts', 'functions/check.ts'],
  outdir: 'dist/functions',
  minify: true,
  legalComments: 'none',
});
await build({
  ...shared,
  entryPoints: ['src/cli/domain-renew.ts'],
  outfile: 'dist/cli/domain-renew.cjs',
  external: FUNCTION_COMPUTE,
  banner: { js: '#!/usr/bin/env node' },
});
chmodSync('dist/cli/domain-renew.cjs', 0o755);

// `npx domain-renew` in this folder finds its own command here; without it npx would ask the registry first.
rmSync('node_modules/.bin/domain-renew', { force: true });
symlinkSync('../../dist/cli/domain-renew.cjs', 'node_modules/.bin/domain-renew');

// What is run from a bundle, and never shipped: the bench and the long form of the fuzz tests.
const forDevelopment = [
  ['--bench', 'test/bench/bench.ts', 'dist/bench/bench.cjs'],
  ['--fuzz', 'test/property/fuzz/long-form.ts', 'dist/fuzz/fuzz.cjs'],
];
for (const [flag, entryPoint, outfile] of forDevelopment) {
  if (!process.argv.includes(flag)) continue;
  const define = { 'import.meta.dirname': '__dirname' };
  await build({ ...shared, entryPoints: [entryPoint], outfile, define, external: FUNCTION_COMPUTE });
}
