import { importsOf, localTargets, type SourceFile, targetOf } from './imports.ts';

/** The layers of src/ in the order of imports: each may import itself and those before it. */
export const layers = [
  'lib',
  'model',
  'config',
  'ledger',
  'inventory',
  'selection',
  'plan',
  'claims',
  'submission',
  'settlement',
  'report',
  'runs',
  'adapters',
  'sandbox',
  'cli',
] as const;

/** The layer of a path: a folder of src/, one file of src/ of that name, or `functions`; null for anything else. */
export function layerOf(path: string): string | null {
  if (path.startsWith('functions/')) return 'functions';
  const name = /^src\/([^/]+?)(?:\/|\.ts$)/.exec(path)?.[1];
  return layers.find((layer) => layer === name) ?? null;
}

/** What breaks the order of imports, one sentence each. */
export function layerFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const layer = layerOf(file.path);
    if (layer === null) return [`${file.path} belongs to no layer`];
    return localTargets(file)
      .filter((target) => !mayImport(layer, layerOf(target)))
      .map((target) => `${file.path} (${layer}) must not import ${target}`);
  });
}

/** Relative imports which lead nowhere, or neither to a .ts file nor to a fixture. */
export function deadImportFaults(files: readonly SourceFile[], fixturePaths: readonly string[] = []): string[] {
  const paths = new Set([...files.map((file) => file.path), ...fixturePaths]);
  return files.flatMap((file) =>
    localTargets(file)
      .filter((target) => !paths.has(target))
      .map((target) => `${file.path} imports ${target}, which is not there`),
  );
}

/** Every circle of imports, once, from its first file in alphabetical order. Imports of types count too. */
export function cycleFaults(files: readonly SourceFile[]): string[] {
  const targets = new Map(files.map((file) => [file.path, localTargets(file)]));
  const faults = new Set<string>();
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(path);
    if (seenAt !== -1) faults.add(circle(trail.slice(seenAt)));
    if (seenAt !== -1 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const file of files) visit(file.path, []);
  return [...faults];
}

/** Names which may be imported outside the adapters, since they only compute. Anything else from outside is a fault. */
const pureNames: Readonly<Record<string, readonly string[]>> = {
  'node:crypto': ['createHash', 'createHmac', 'timingSafeEqual'],
  'node:zlib': ['deflateSync', 'inflateSync'],
  'node:util': ['inspect', 'parseArgs', 'isDeepStrictEqual', 'stripVTControlCharacters'],
};

/** What only one file may import, since it is where that knowledge belongs. */
const pureNamesOfFile: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'src/model/time.ts': {
    dayjs: ['default', 'Dayjs'],
    'dayjs/plugin/utc.js': ['default'],
  },
  'src/lib/nearest.ts': { 'fastest-levenshtein': ['distance'] },
  'src/model/domain.ts': { 'node:url': ['domainToASCII', 'domainToUnicode'] },
};

/** Imports of packages and Node modules outside src/adapters, but for names which only compute. */
export function outsideWorldFaults(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => layerOf(file.path) !== 'adapters')
    .flatMap((file) =>
      importsOf(file.text)
        .filter((one) => targetOf(file.path, one.from) === null)
        .filter((one) => !isPure(file.path, one.from, one.names))
        .map((one) => `${file.path}:${one.line} must not import ${one.names.join(', ')} from '${one.from}'`),
    );
}

function mayImport(layer: string, target: string | null): boolean {
  if (layer === 'functions') return target !== null && target !== 'sandbox' && target !== 'cli';
  const order: readonly string[] = layers;
  return target !== null && order.includes(target) && order.indexOf(target) <= order.indexOf(layer);
}

function circle(trail: readonly string[]): string {
  const start = trail.indexOf([...trail].sort()[0] ?? '');
  const turned = [...trail.slice(start), ...trail.slice(0, start)];
  return [...turned, turned[0]].join(' → ');
}

function isPure(path: string, from: string, names: readonly string[]): boolean {
  const allowed = [...(pureNames[from] ?? []), ...(pureNamesOfFile[path]?.[from] ?? [])];
  return names.length > 0 && names.every((name) => allowed.includes(name));
}
