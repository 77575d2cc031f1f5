import type { Row } from '../adapters/domain-api-values.ts';
import { integer, text } from '../adapters/domain-api-values.ts';
import { horizonStartMs, TTL_FOREVER_DAYS, trustedShards } from '../adapters/log-service-checks.ts';
import { outOfTimeError } from '../adapters/sls-calls.ts';
import { LedgerError } from '../ledger/ledger.ts';
import { retry } from '../lib/retry.ts';
import type { Finding } from '../report/findings.ts';
import { differences, without } from './setup-difference.ts';
import { orProblem, type SetupParts, type Thing, writeAdvice, writeUntilDone } from './setup-thing.ts';

const WHAT = 'logstore';

/** The logstore of a ledger: one shard that never splits, kept for ever, with SQL for dashboard and alerts. */
export function logstoreThing(parts: SetupParts): Thing {
  const { place, setup } = parts;
  const { logstore: logstoreName } = place;
  const wanted = {
    logstoreName,
    ttl: TTL_FOREVER_DAYS,
    shardCount: 1,
    autoSplit: false,
    appendMeta: true,
    enable_tracking: false,
    mode: 'standard',
  };
  return {
    what: WHAT,
    purpose: `${logstoreName}: one shard without automatic splitting, kept for ever, no modification`,
    read: async () => await setup.get('logstore', logstoreName),
    create: async () => await setup.create('logstore', wanted),
    look: async (found) => await lookAtLogstore(found, parts),
  };
}

async function lookAtLogstore(found: Row, parts: SetupParts): Promise<Finding> {
  const { place, setup, dryRun } = parts;
  const faults = faultsOf(found);
  const changes = changesOf(found, place.horizonDays);
  const said = [...Object.values(changes).map(({ why }) => why), ...faults].join('; ');
  if (Object.keys(changes).length > 0 && !dryRun) {
    const changed = Object.fromEntries(Object.entries(changes).map(([name, { value }]) => [name, value]));
    await writeUntilDone(
      async () => differences(changed, await setup.get('logstore', place.logstore)).length === 0,
      async () => await setup.update('logstore', place.logstore, { ...settable(found), ...changed }),
      parts,
    );
  }
  if (faults.length > 0) return { what: WHAT, state: 'problem', detail: said };
  if (said !== '') return { what: WHAT, state: dryRun ? 'would-update' : 'updated', detail: said };
  return { what: WHAT, state: 'ok', detail: `${place.logstore}: ${keptFor(found)}, no automatic splitting` };
}

/** What cannot be mended here: it is fixed at creation, or a person's decision. */
function faultsOf(found: Row): string[] {
  const faults: string[] = [];
  if (found['enableModify'] === true) {
    faults.push(
      'enableModify is on and cannot be switched off: entries could be changed or deleted, and a claim that is gone is paid again. Begin the ledger in a new logstore',
    );
  }
  const processor = text(found, 'processorId') ?? text(found, 'processor') ?? '';
  if (processor !== '') {
    faults.push(
      'an ingest processor is attached: it may drop or change entries, and a claim that is gone is paid again. Detach it in the console',
    );
  }
  const mode = text(found, 'mode') ?? 'standard';
  if (mode !== 'standard') {
    faults.push(`mode is ${mode}: without SQL neither dashboard nor alerts work. Change it to standard in the console`);
  }
  return faults;
}

type Changes = Readonly<Record<string, { readonly value: number | boolean; readonly why: string }>>;

function changesOf(found: Row, horizonDays: number): Changes {
  const ttlDays = integer(found, 'ttl') ?? 0;
  const isKept = ttlDays === TTL_FOREVER_DAYS || ttlDays >= horizonDays;
  return {
    ...(found['autoSplit'] === true
      ? { autoSplit: { value: false, why: 'automatic splitting switched off: entries of two shards have no order' } }
      : {}),
    ...(isKept
      ? {}
      : {
          ttl: {
            value: TTL_FOREVER_DAYS,
            why: `retention raised from ${ttlDays} days to ${TTL_FOREVER_DAYS}, for ever`,
          },
        }),
  };
}

function keptFor(found: Row): string {
  const ttlDays = integer(found, 'ttl');
  return ttlDays === TTL_FOREVER_DAYS ? 'kept for ever' : `kept for ${ttlDays} days (${TTL_FOREVER_DAYS} is for ever)`;
}

/** An update names everything: what it leaves out might fall back to a default. */
function settable(found: Row): Row {
  return without(found, 'createTime', 'lastModifyTime', 'productType', 'enableModify', 'processorId');
}

/** The shards, which only creation decides. */
export async function shardsFinding(parts: SetupParts, isFresh: boolean): Promise<Finding> {
  const what = 'shards';
  const { client, place, clock, random, deadlineMs } = parts;
  return await orProblem(what, async () => {
    // A logstore that was made a moment ago is not known everywhere yet.
    const shards = isFresh
      ? await retry(async () => await client.listShards(), {
          clock,
          random,
          deadlineMs,
          attemptsMax: 12,
          outOfTime: (last) => outOfTimeError('ListShards', last),
          adviceFor: writeAdvice,
        })
      : await client.listShards();
    try {
      const horizonMs = horizonStartMs(clock.now(), place.horizonDays);
      const { older } = trustedShards(shards, `${place.project}/${place.logstore}`, horizonMs);
      const before = older.length === 0 ? '' : `; ${older.length} readonly, all older than the horizon`;
      return { what, state: 'ok', detail: `exactly one readwrite${before}` };
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      return { what, state: 'problem', detail: error.message };
    }
  });
}
