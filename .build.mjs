// Builds what is shipped: one self-contained CommonJS file for each function (dist/functions, the folder that s.yaml names
// as `code`), and the command line (dist/cli).
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const outAt = process.argv.indexOf('--out');
/** Tests build into a folder of their own: others use dist at the same time. */
const OUT = outAt === -1 ? 'dist' : process.argv[outAt + 1];
rmSync(OUT, { recursive: true, force: true });
mkdirSync(`${OUT}/functions`, { recursive: true });
// The package is ESM; the bundles are CommonJS, as Function Compute loads them. This file says so when they are loaded here.
writeFileSync(`${OUT}/functions/package.json`, '{"type":"commonjs"}\n');

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

/** The policy, checked: POLICY_FILE, else functions/policy.yaml where there is one. A wrong one ends the build with all its faults. */
async function readPolicy() {
  const outfile = resolve(OUT, 'policy-file.mjs');
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  await build({
    ...shared,
    format: 'esm',
    sourcemap: false,
    entryPoints: ['src/adapters/policy-file.ts'],
    outfile,
    banner,
  });
  const { loadPolicy } = await import(pathToFileURL(outfile).href);
  rmSync(outfile);
  try {
    return loadPolicy(process.env.POLICY_FILE || null).policy;
  } catch (error) {
    if (error.name !== 'InputError') throw error;
    console.error(error.message);
    process.exit(1);
  }
}

const policy = await readPolicy();
/** Puts the policy in the place of functions/policy.ts: as data, for a parser of YAML would double the time that a function takes to start. */
const builtPolicy = {
  name: 'built-policy',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]functions[/\\]policy\.ts$/ }, () => {
      return {
        contents: `export const BUILT_POLICY = JSON.parse(${JSON.stringify(JSON.stringify(policy))});`,
        loader: 'js',
      };
    });
  },
};

await build({
  ...shared,
  entryPoints: ['functions/renew.ts', 'functions/check.ts'],
  plugins: [builtPolicy],
  outdir: `${OUT}/functions`,
  minify: true,
  legalComments: 'none',
});
await build({
  ...shared,
  entryPoints: ['src/cli/domain-renew.ts'],
  outfile: `${OUT}/cli/domain-renew.cjs`,
  external: FUNCTION_COMPUTE,
  banner: { js: '#!/usr/bin/env node' },
});
chmodSync(`${OUT}/cli/domain-renew.cjs`, 0o755);

// `npx domain-renew` in this folder finds its own command here; without it npx would ask the registry first.
if (outAt === -1) {
  rmSync('node_modules/.bin/domain-renew', { force: true });
  symlinkSync('../../dist/cli/domain-renew.cjs', 'node_modules/.bin/domain-renew');
}

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
if (process.argv.includes('--simulate')) {
  await build({
    ...shared,
    entryPoints: ['test/simulation/command/main.ts'],
    outfile: 'dist/simulate/simulate.cjs',
    // It bundles the simulated worlds itself, when it starts: with or without a weakening.
    external: ['esbuild'],
    define: { 'import.meta.dirname': '__dirname' },
  });
}
