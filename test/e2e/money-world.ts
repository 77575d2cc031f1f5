import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { RenewalResult } from '../../src/report/result.ts';
import { type FcInstance, timerEvent } from '../fakes/fc-function.ts';
import { HOUR, makeWorld, type World, type WorldOptions } from './world.ts';

/** Where functions were built to; empty: the shipped ones. */
export interface Bundles {
  readonly bundles: string;
}
const SHIPPED: Bundles = { bundles: '' };

/** The functions with this policy in them, built for the tests of the file that calls this. */
export function builtWithPolicy(policy: string): Bundles {
  const built = { bundles: '' };
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'domain-renew-policy-'));
    const policyFile = join(folder, 'policy.yaml');
    await writeFile(policyFile, policy);
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const env = { PATH: process.env['PATH'] ?? '', POLICY_FILE: policyFile };
    await promisify(execFile)(process.execPath, ['.build.mjs', '--out', join(folder, 'dist')], { cwd: root, env });
    built.bundles = join(folder, 'dist', 'functions', '/');
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return built;
}

/** A world with one process for the functions and, when it is asked for, one for those with a policy. */
export interface MoneyWorld extends World {
  run(built?: Bundles): FcInstance;
}

/** Where it is noon now: no test runs into the next day by its hours. */
const NOON_ZONE = `Etc/GMT${((hour) => (hour < 12 ? hour - 12 : `+${hour - 12}`))(new Date().getUTCHours())}`;

/** A world that ends with its test. */
export async function moneyWorld({ env, ...options }: WorldOptions = {}): Promise<MoneyWorld> {
  const made = await makeWorld({ ...options, env: { RENEW_TIME_ZONE: NOON_ZONE, ...env } });
  onTestFinished(async () => await made.close());
  const instances = new Map<Bundles, FcInstance>();
  return {
    ...made,
    run(built = SHIPPED) {
      const instance = instances.get(built) ?? made.instance(built === SHIPPED ? {} : built);
      instances.set(built, instance);
      return instance;
    },
  };
}

/** The result of a run that a timer, or this event, starts; an hour passes then, in which the orders are carried out. */
export async function renew(w: MoneyWorld, event: object = timerEvent(), built?: Bundles): Promise<RenewalResult> {
  const { result, error } = await w.run(built).renew(event);
  if (result === undefined) throw new Error(error?.errorMessage);
  w.advance(HOUR);
  return result;
}

/** What the run told, each problem with its domain. */
export function told({ problems }: RenewalResult): string[] {
  return problems.map(({ problem, domain }) => [problem, domain].join(' ').trim()).sort();
}

/** The domains of each submission. */
export function submitted({ submissions }: RenewalResult): (readonly string[])[] {
  return submissions.map(({ domains }) => domains);
}
