import { expect, test } from 'vitest';
import { dependencyFaults, leftoverFaults, lockFaults, nameFaults, topFaults } from './file-rules.ts';

const topPaths = [
  '.ci/run',
  '.gitignore',
  'LICENSE',
  'README.md',
  'functions/renew.ts',
  'package-lock.json',
  'package.json',
  's.yaml',
  'src/README.md',
  'test/README.md',
  'tsconfig.json',
];

test('the top holds exactly what was agreed', () => {
  expect(topFaults(topPaths)).toEqual([]);
  expect(topFaults([...topPaths, 'docs/a.md', 'vitest.config.ts'])).toEqual([
    'docs has no place at the top',
    'vitest.config.ts has no place at the top',
  ]);
  expect(topFaults(topPaths.filter((path) => path !== 's.yaml'))).toEqual(['s.yaml is missing at the top']);
});

test.each([
  ['src/plan/plan.ts', true],
  ['src/runs/renewal-run.ts', true],
  ['src/README.md', true],
  ['test/unit/s-yaml-rules.test.ts', true],
  ['test/fixtures/fc3-props.schema.json', true],
  ['test/fixtures/fc3-props.LICENSE.txt', true],
  ['.biome.json', true],
  ['src/plan/makePlan.ts', false],
  ['src/plan/make_plan.ts', false],
  ['src/Plan/plan.ts', false],
  ['functions/Renew.ts', false],
])('%s is a good name: %s', (path, isGood) => {
  expect(nameFaults([path])).toEqual(isGood ? [] : [`${path} is not in kebab-case`]);
});

// Put together here, so that the search of this repository does not find them.
const path = (...names: string[]): string => names.join('/');
const later = 'TO'.concat('DO');
const mend = 'FIX'.concat('ME');

test.each([
  [`"${path('', 'work', 'main')}"`, path('', 'work', '')],
  [`cd ${path('', 'root', 'x')}`, path('', 'root', '')],
  [`file:${path('', 'home', 'me')}`, path('', 'home', '')],
  [`// ${later}: not now`, later],
  [`# ${mend}`, mend],
  ['https://example.com/home/page', null],
  ['src/work/a.ts and ./root/', null],
  ['the method todos()', null],
])('leftovers in: %s', (line, found) => {
  const faults = leftoverFaults([{ path: 'src/plan.ts', text: `one\n${line}` }]);
  expect(faults).toEqual(found === null ? [] : [`src/plan.ts:2 holds ${found}`]);
});

test('dependencies are exact and explained', () => {
  const readme = '| package | why |\n| --- | --- |\n| `dayjs` | dates |\n| `@a/b`| |\nand `pino` too';
  expect(
    dependencyFaults({ dependencies: { dayjs: '1.11.23' }, devDependencies: { '@a/b': '1.0.0-beta.1' } }, readme),
  ).toEqual([]);
  expect(
    dependencyFaults({ dependencies: { dayjs: '^1.11.23' }, devDependencies: { '@a/b': '~1.0.0' } }, readme),
  ).toEqual(['dayjs ^1.11.23 is not an exact version', '@a/b ~1.0.0 is not an exact version']);
  expect(dependencyFaults({ dependencies: { dayjs: '*' } }, readme)).toEqual(['dayjs * is not an exact version']);
  expect(dependencyFaults({ devDependencies: { pino: '10.4.0' } }, readme)).toEqual([
    'pino has no row in src/README.md',
  ]);
});

test('the lock file names no registry', () => {
  expect(lockFaults('{\n  "version": "1.0.0",\n  "integrity": "sha512-x"\n}')).toEqual([]);
  const line = '"resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz"';
  expect(lockFaults(`{\n  ${line}\n}`)).toEqual([`package-lock.json:2 ${line}`]);
});
