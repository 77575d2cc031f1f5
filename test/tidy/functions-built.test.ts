import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { readText, top } from './repository.ts';
import { preview } from './s-preview.ts';

interface Resource {
  readonly props: { readonly code: string; readonly handler: string };
}

const { resources } = preview(readText('s.yaml')) as { resources: Record<string, Resource> };
const handlers = Object.values(resources).map(({ props }) => {
  const [file = '', name = ''] = props.handler.split('.');
  return { file: `${props.code}/${file}.js`, name };
});

beforeAll(() => {
  // `npm test` has built already.
  if (handlers.every(({ file }) => existsSync(`${top}/${file}`))) return;
  execFileSync(process.execPath, ['.build.mjs'], { cwd: top });
});

test('s.yaml names the two functions', () => {
  expect(handlers).toEqual([
    { file: './dist/functions/check.js', name: 'handler' },
    { file: './dist/functions/renew.js', name: 'handler' },
  ]);
});

// In a process of its own, far from node_modules and without our environment, as on Function Compute.
test.each(handlers)('$file is built and exports a function $name of at most two parameters', ({ file, name }) => {
  const code = `const f = require(${JSON.stringify(`${top}/${file}`)})[${JSON.stringify(name)}]; console.log(typeof f, f.length <= 2);`;
  const output = execFileSync(process.execPath, ['-e', code], { cwd: '/', encoding: 'utf8', env: {} });
  expect(output).toBe('function true\n');
});

// They are for calling functions from outside, and together larger than all that is ours.
test('no function holds the packages that invoke functions, and the command line only asks for them', () => {
  const built = readdirSync(`${top}/dist/functions`).filter((name) => name.endsWith('.js'));
  expect(built.sort()).toEqual(['check.js', 'renew.js']);
  for (const name of built) expect(readText(`dist/functions/${name}`)).not.toMatch(/fc20230330|alicloud\/fc2|axios/);
  const cli = readText('dist/cli/domain-renew.cjs');
  expect(cli).not.toContain('node_modules/@alicloud/fc2');
  expect(cli).not.toContain('node_modules/axios');
  expect(cli).toContain('import("@alicloud/fc20230330")');
});
