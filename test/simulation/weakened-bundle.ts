import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { makeTemporaryFolder } from '../../src/adapters/temporary-folder.ts';

/** One place of the source that reads otherwise. */
export interface Change {
  /** From the top of the repository. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** Two folders up from here, and from dist/simulate, where `npm run simulate` is bundled. */
const TOP = join(import.meta.dirname, '..', '..');

/**
 * Bundles a file of this repository into a new temporary folder, with these changes to the source, and returns the bundle's path. Whoever
 * asked removes the folder.
 * @throws Error naming `what`, when a change does not fit the source any more or its file is not part of the bundle.
 */
export async function weakenedBundle(entry: string, what: string, changes: readonly Change[]): Promise<string> {
  const folder = await makeTemporaryFolder('domain-renew-simulation-');
  const outfile = join(folder, 'bundle.cjs');
  try {
    await bundle(entry, outfile, { what, changes });
    return outfile;
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
}

async function bundle(
  entry: string,
  outfile: string,
  { what, changes }: { what: string; changes: readonly Change[] },
): Promise<void> {
  const made = new Set<Change>();
  await build({
    entryPoints: [join(TOP, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    logLevel: 'silent',
    plugins: [weakening(what, changes, made)],
  });
  const missing = changes.find((change) => !made.has(change));
  if (missing !== undefined) throw new Error(`${what}: ${missing.file} is not part of the simulation`);
}

/**
 * The text with a change.
 * @throws Error naming `what`, when the place is not there exactly once: a refactoring must not disarm it silently.
 */
export function changedText(text: string, { file, find, replace }: Change, what: string): string {
  const count = text.split(find).length - 1;
  if (count !== 1) throw new Error(`${what}: in ${file} this stands ${count} times instead of once: ${find}`);
  return text.replace(find, () => replace);
}

function weakening(what: string, changes: readonly Change[], made: Set<Change>): Plugin {
  return {
    name: 'weakening',
    setup(setup) {
      for (const file of new Set(changes.map((change) => change.file))) {
        const path = join(TOP, file);
        setup.onLoad({ filter: new RegExp(`^${path.replaceAll(/[^\w/-]/g, '\\$&')}$`) }, async () => {
          let contents = await readFile(path, 'utf8');
          for (const change of changes.filter((one) => one.file === file)) {
            contents = changedText(contents, change, what);
            made.add(change);
          }
          return { contents, loader: 'ts' };
        });
      }
    },
  };
}
