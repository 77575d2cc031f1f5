import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SourceFile } from './imports.ts';

/** The top folder of the repository. */
export const top: string = fileURLToPath(new URL('../..', import.meta.url));

/** Paths of all files that git tracks or would track, without those which are deleted; forward slashes, from the top. */
export function repositoryPaths(): string[] {
  const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: top,
    encoding: 'utf8',
    // A clone that belongs to another user is read all the same.
    env: { ...process.env, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' },
  });
  const paths = output.split('\0').filter((path) => path !== '' && existsSync(`${top}/${path}`));
  return [...new Set(paths)].sort();
}

/** Reads files of the repository. */
export function readAll(paths: readonly string[]): SourceFile[] {
  return paths.map((path) => ({ path, text: readText(path) }));
}

/** Reads one file of the repository. */
export function readText(path: string): string {
  return readFileSync(`${top}/${path}`, 'utf8');
}
