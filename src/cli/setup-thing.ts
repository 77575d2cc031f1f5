import type { Row } from '../adapters/domain-api-values.ts';
import { outOfTimeError } from '../adapters/sls-calls.ts';
import type { SlsClient } from '../adapters/sls-client.ts';
import type { SlsSetupClient } from '../adapters/sls-setup-client.ts';
import type { LogServicePlace } from '../config/config.ts';
import type { Clock, Random } from '../lib/clock.ts';
import { type RetryAdvice, retry } from '../lib/retry.ts';
import { CloudError, type CloudErrorKind } from '../model/cloud-error.ts';
import type { Finding } from '../report/findings.ts';

/** What a set-up works with. */
export interface SetupParts {
  readonly place: LogServicePlace;
  readonly setup: SlsSetupClient;
  readonly client: Pick<SlsClient, 'listShards'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Epoch milliseconds after which nothing is tried again. */
  readonly deadlineMs: number;
  readonly dryRun: boolean;
  readonly createsProject: boolean;
}

/** Something that set-up makes when it is not there, and looks at when it is. */
export interface Thing {
  readonly what: string;
  /** What it is for, for people. */
  readonly purpose: string;
  /** Null when it is not there. */
  read(): Promise<Row | null>;
  create(): Promise<void>;
  /** What to say of the one that was found; changes it only where that is certainly right, and never on a dry run. */
  look(found: Row): Finding | Promise<Finding>;
}

/**
 * Makes the thing, or looks at the one that is there. A write whose answer was lost is not believed: it is read first, so that nothing is
 * made twice. Trouble with the service becomes a problem that names what to grant.
 */
export async function ensure(thing: Thing, parts: SetupParts): Promise<Finding> {
  const { what, purpose } = thing;
  return await orProblem(what, async () => {
    const found = await thing.read();
    if (found !== null) return await thing.look(found);
    if (parts.dryRun) return { what, state: 'would-create', detail: purpose };
    await writeUntilDone(
      async () => (await thing.read()) !== null,
      async () => await thing.create(),
      parts,
    );
    return { what, state: 'created', detail: purpose };
  });
}

/** Tries a write again while that may help; before every further try it looks whether the last one was carried out after all. */
export async function writeUntilDone(
  isDone: () => Promise<boolean>,
  write: () => Promise<void>,
  { clock, random, deadlineMs }: SetupParts,
): Promise<void> {
  let isTriedBefore = false;
  const attempt = async (): Promise<void> => {
    if (isTriedBefore && (await isDone())) return;
    isTriedBefore = true;
    await write();
  };
  const attemptsMax = WRITE_ATTEMPTS_MAX;
  await retry(attempt, { clock, random, deadlineMs, attemptsMax, outOfTime: setupOutOfTime, adviceFor: writeAdvice });
}

/** Does the work; what the service refuses becomes a problem. */
export async function orProblem(what: string, work: () => Promise<Finding>): Promise<Finding> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { what, state: 'problem', detail: error.message };
  }
}

const setupOutOfTime = (last: unknown): Error => outOfTimeError('setup', last);
const WRITE_ATTEMPTS_MAX = 12;
const TRIED_AGAIN: readonly CloudErrorKind[] = ['throttled', 'transient', 'no-answer', 'unreadable'];
/** It is there after all; or what it belongs to was made a moment ago and is not known everywhere yet. */
const NOT_SETTLED = /AlreadyExist|^(?:Project|LogStore)NotExist$/;

/** What a failed write, or a read of something that was only just made, calls for. */
export function writeAdvice(error: unknown): RetryAdvice {
  if (!(error instanceof CloudError)) return 'give-up';
  const { kind, code } = error.fields;
  return TRIED_AGAIN.includes(kind) || NOT_SETTLED.test(code) ? { waitMsMin: 0 } : 'give-up';
}
