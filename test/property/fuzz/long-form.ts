// `npm run fuzz`: every target with many cases. It stops at the first failure, with the input in a form that can be pasted.
import { argv, exit, stdout } from 'node:process';
import { fuzz, type Target } from './target.ts';
import { TARGETS } from './targets.ts';

const CASES = 100_000;
const TELL_EVERY_MS = 5000;
const HELP = 'npm run fuzz -- [target …] [--cases=N] [--seed=N] [--path=P] [--no-shrink] [--list]';

interface Asked {
  readonly targets: readonly Target[];
  readonly cases: number | null;
  readonly seed: number;
  readonly path: string | null;
  readonly shrinks: boolean;
}

/** What stands on the command line; null after something that is not known. */
function readArguments(words: readonly string[]): Asked | null {
  const option = (name: string): string | null =>
    words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null;
  const names = words.filter((word) => !word.startsWith('--'));
  const targets = TARGETS.filter(({ name }) => names.length === 0 || names.some((part) => name.includes(part)));
  const [cases, seed] = [option('cases'), option('seed')].map((text) => (text === null ? null : Number(text)));
  const isKnown = words.every(
    (word) => !word.startsWith('--') || /^--(?:(?:cases|seed|path)=.+|no-shrink)$/.test(word),
  );
  if (!isKnown || targets.length === 0 || Number.isNaN(cases) || Number.isNaN(seed)) return null;
  const shrinks = !words.includes('--no-shrink');
  return { targets, cases: cases ?? null, seed: seed ?? Date.now() % 2_147_483_647, path: option('path'), shrinks };
}

async function fuzzOne(target: Target, { cases: askedCases, seed, path, shrinks }: Asked): Promise<string | null> {
  const cases = askedCases ?? target.longCases ?? CASES;
  const startedMs = Date.now();
  let [done, toldMs] = [0, startedMs];
  const figures = (): string => {
    const seconds = (Date.now() - startedMs) / 1000;
    return `${String(done).padStart(8)} cases ${seconds.toFixed(1).padStart(8)} s ${Math.round(
      done / Math.max(seconds, 0.001),
    )
      .toString()
      .padStart(7)} /s`;
  };
  const onCase = (): void => {
    done += 1;
    if (done % 100 !== 0 || Date.now() - toldMs < TELL_EVERY_MS) return;
    toldMs = Date.now();
    stdout.write(`${' '.repeat(4)}${target.name.padEnd(52)}${figures()}\n`);
  };
  const found = await fuzz(target, { cases, seed, onCase, shrinks, ...(path === null ? {} : { path }) });
  stdout.write(`${found === null ? 'ok  ' : 'BAD '}${target.name.padEnd(52)}${figures()}\n`);
  return found;
}

async function main(): Promise<number> {
  const words = argv.slice(2);
  if (words.includes('--list')) {
    stdout.write(`${TARGETS.map(({ name }) => name).join('\n')}\n`);
    return 0;
  }
  const asked = readArguments(words);
  if (asked === null) {
    stdout.write(`${HELP}\n`);
    return 2;
  }
  stdout.write(`seed ${asked.seed}, ${asked.targets.length} targets\n`);
  for (const target of asked.targets) {
    const found = await fuzzOne(target, asked);
    if (found === null) continue;
    stdout.write(`\n${found}\n`);
    return 1;
  }
  return 0;
}

main().then(exit, (error: unknown) => {
  stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  exit(1);
});
