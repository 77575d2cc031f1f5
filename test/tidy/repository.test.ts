import { expect, test } from 'vitest';
import { cycleFaults, deadImportFaults, layerFaults, outsideWorldFaults } from './architecture.ts';
import { dependencyFaults, leftoverFaults, lockFaults, nameFaults, type PackageJson, topFaults } from './file-rules.ts';
import { readAll, readText, repositoryPaths } from './repository.ts';
import { barrelFaults, defaultExportFaults, docFaults, lengthFaults, testFaults, worldFaults } from './source-rules.ts';

// The rules of design.md section 5 and of style.md on this repository; each rule's own test shows that it can fail.
const paths = repositoryPaths();
const isTest = (path: string): boolean => path.startsWith('test/');
const sources = readAll(paths.filter((path) => /^(?:src|functions|test)\/.*\.ts$/.test(path)));
const product = sources.filter((file) => !isTest(file.path));
const tests = sources.filter((file) => isTest(file.path));

test('there is something to look at', () => {
  expect(paths).toContain('package.json');
  expect(product.length).toBeGreaterThan(10);
  expect(tests.length).toBeGreaterThan(10);
});

test('the top holds exactly what design.md section 5 names', () => {
  expect(topFaults(paths)).toEqual([]);
});

test('imports go one way through the layers', () => {
  expect(layerFaults(product)).toEqual([]);
});

test('imports lead somewhere', () => {
  // Of all paths, since a test may import a recorded reply.
  expect(deadImportFaults(sources, paths)).toEqual([]);
});

test('imports have no circles', () => {
  expect(cycleFaults(sources)).toEqual([]);
});

test('only src/adapters imports packages and what meets network, disk and environment', () => {
  expect(outsideWorldFaults(product)).toEqual([]);
});

test('only src/adapters uses clock, environment, network and chance', () => {
  expect(worldFaults(product)).toEqual([]);
});

test('files have at most 300 lines', () => {
  expect(lengthFaults(product)).toEqual([]);
});

test('files and folders are named in kebab-case', () => {
  expect(nameFaults(paths)).toEqual([]);
});

test('there are no default exports', () => {
  // The test runner wants its configuration as one.
  expect(defaultExportFaults(sources.filter((file) => file.path !== 'test/vitest.config.ts'))).toEqual([]);
});

test('there are no barrel files', () => {
  expect(barrelFaults(sources)).toEqual([]);
});

test('exported functions say what they promise', () => {
  expect(docFaults(product)).toEqual([]);
});

test('tests replace no module and none runs alone', () => {
  expect(testFaults(tests)).toEqual([]);
});

test('no path of a machine and nothing still to do', () => {
  // The lock file holds hashes, in which anything may stand.
  expect(leftoverFaults(readAll(paths.filter((path) => path !== 'package-lock.json')))).toEqual([]);
});

test('dependencies are exact, and src/README.md says what each is for', () => {
  const readme = paths.includes('src/README.md') ? readText('src/README.md') : '';
  expect(dependencyFaults(JSON.parse(readText('package.json')) as PackageJson, readme)).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(lockFaults(readText('package-lock.json'))).toEqual([]);
});
