import type { SourceFile } from './imports.ts';

/** What stands at the top besides dotfiles: design.md, section 5. */
const topNames = [
  'LICENSE',
  'README.md',
  'functions',
  'package-lock.json',
  'package.json',
  's.yaml',
  'src',
  'test',
  'tsconfig.json',
];

/** Names at the top which are missing or too many. Dotfiles and dot-folders are free. */
export function topFaults(paths: readonly string[]): string[] {
  const found = new Set(paths.map((path) => path.split('/')[0] ?? '').filter((name) => !name.startsWith('.')));
  const missing = topNames.filter((name) => !found.has(name)).map((name) => `${name} is missing at the top`);
  const surplus = [...found].filter((name) => !topNames.includes(name));
  return [...missing, ...surplus.map((name) => `${name} has no place at the top`)];
}

/** Names of files and folders below src, functions and test which are not in kebab-case. */
export function nameFaults(paths: readonly string[]): string[] {
  const isKebab = (name: string): boolean => /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(name) || name === 'README.md';
  return paths
    .filter((path) => /^(?:src|functions|test)\//.test(path))
    .filter((path) => !path.split('/').every(isKebab) && !path.endsWith('.LICENSE.txt'))
    .map((path) => `${path} is not in kebab-case`);
}

/** Paths of somebody's machine, and notes of what is still to do. */
export function leftoverFaults(files: readonly SourceFile[]): string[] {
  // Written in pieces, so that this file may be searched too.
  const leftovers = [
    new RegExp(`(?<![\\w./-])/(?:${['work', 'root', 'home', 'Users'].join('|')})/`),
    new RegExp(`\\b(?:${['TO', 'FIX'].join('|')})(?:DO|ME)\\b`),
  ];
  return files.flatMap((file) =>
    file.text.split('\n').flatMap((line, index) => {
      const found = leftovers.map((leftover) => leftover.exec(line)?.[0]).find((text) => text !== undefined);
      return found === undefined ? [] : [`${file.path}:${index + 1} holds ${found}`];
    }),
  );
}

/** What is read of package.json. */
export interface PackageJson {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Dependencies whose version is a range, and those without a row in the table of src/README.md (first cell: the name in backticks). */
export function dependencyFaults(packageJson: PackageJson, readme: string): string[] {
  const versions = Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies });
  const rows = readme.split('\n').map((line) => /^\|\s*`([^`]+)`\s*\|/.exec(line)?.[1]);
  const ranges = versions
    .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} ${version} is not an exact version`);
  const unexplained = versions.filter(([name]) => !rows.includes(name));
  return [...ranges, ...unexplained.map(([name]) => `${name} has no row in src/README.md`)];
}

/** Places of package-lock.json that name the registry which one machine happened to use. */
export function lockFaults(lock: string): string[] {
  return lock
    .split('\n')
    .flatMap((line, index) =>
      /"resolved":\s*"http/.test(line) ? [`package-lock.json:${index + 1} ${line.trim()}`] : [],
    );
}
