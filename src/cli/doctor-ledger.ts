import { fileAccess } from '../adapters/file-access.ts';
import { checkClock, checkRetention, horizonStartMs, trustedShards } from '../adapters/log-service-checks.ts';
import type { SlsClient } from '../adapters/sls-client.ts';
import type { SlsLogStore, SlsShard } from '../adapters/sls-values.ts';
import type { LogServicePlace } from '../config/config.ts';
import type { Finished, LedgerEntry } from '../ledger/entry.ts';
import { type Ledger, LedgerError, type LedgerReader } from '../ledger/ledger.ts';
import type { LedgerState } from '../ledger/state.ts';
import { readLedger } from '../ledger/view.ts';
import type { CloudError } from '../model/cloud-error.ts';
import { SECOND_MS, toIso } from '../model/time.ts';
import type { Finding } from '../report/findings.ts';
import { type Tried, tried } from './doctor-domain.ts';

/** What the log service is asked, none of it writing. */
export type LogServiceLooks = Pick<SlsClient, 'getLogStore' | 'listShards' | 'getCursor' | 'pullLogs'>;

/** The file: whether this user may read and write it. Nothing is written. */
export async function examineFile(path: string, shownPath: string): Promise<Finding[]> {
  const { exists, cannotRead, cannotWrite } = await fileAccess(path);
  const readable: Finding =
    cannotRead === null
      ? {
          what: 'ledger read',
          state: 'ok',
          detail: exists ? shownPath : `${shownPath} is not there yet: an empty ledger`,
        }
      : { what: 'ledger read', state: 'problem', detail: `${shownPath}: ${cannotRead}. Let this user read it` };
  const writable: Finding =
    cannotWrite === null
      ? { what: 'ledger write', state: 'ok', detail: 'this user may write it and its folder' }
      : {
          what: 'ledger write',
          state: 'problem',
          detail: `${shownPath}: ${cannotWrite}. Let this user write it and its folder`,
        };
  return [readable, writable];
}

/** Each call that the functions make, and what the protocol refuses. */
export async function examineLogService(
  client: LogServiceLooks,
  place: LogServicePlace,
  nowMs: number,
): Promise<{ readonly findings: Finding[]; readonly clock: Finding | null }> {
  const name = `${place.project}/${place.logstore}`;
  const store = await tried(async () => await client.getLogStore());
  const shards = await tried(async () => await client.listShards());
  const findings = [
    finding('ledger GetLogStore', store, ({ ttlDays }) => {
      checkRetention(ttlDays, name, place.horizonDays);
      return ttlDays === 3650 ? 'kept for ever' : `kept for ${ttlDays} days; the horizon is ${place.horizonDays}`;
    }),
    finding('ledger ListShards', shards, (all) => {
      const { older } = trustedShards(all, name, horizonStartMs(nowMs, place.horizonDays));
      return older.length === 0 ? 'exactly one shard' : `one readwrite shard, ${older.length} readonly from before`;
    }),
    ...(await examineReading(client, shards)),
  ];
  return { findings, clock: clockOf(store, nowMs, name) };
}

async function examineReading(client: LogServiceLooks, shards: Tried<SlsShard[]>): Promise<Finding[]> {
  const all = 'value' in shards ? shards.value : [];
  const shard = all.find(({ status }) => status === 'readwrite');
  if (shard === undefined) return [untried('ledger GetCursor'), untried('ledger PullLogs')];
  const cursor = await tried(async () => await client.getCursor(shard.shardId, 'begin'));
  const found = finding('ledger GetCursor', cursor, () => 'granted (log:GetCursorOrData)');
  if ('error' in cursor) return [found, untried('ledger PullLogs')];
  const page = await tried(async () => await client.pullLogs(shard.shardId, cursor.value, 1));
  return [found, finding('ledger PullLogs', page, () => 'granted (log:GetCursorOrData)')];
}

function untried(what: string): Finding {
  return { what, state: 'not-tried', detail: 'no shard to read' };
}

function finding<T>(what: string, answer: Tried<T>, judge: (value: T) => string): Finding {
  if ('error' in answer) return { what, state: 'problem', detail: `${answer.error.message}${adviceFor(answer.error)}` };
  try {
    return { what, state: 'ok', detail: judge(answer.value) };
  } catch (error) {
    if (error instanceof LedgerError) return { what, state: 'problem', detail: error.message };
    throw error;
  }
}

function adviceFor({ fields: { kind, code } }: CloudError): string {
  if (SKEW.test(code)) return '';
  if (kind === 'permission') return ' to the user or role that these keys belong to';
  return '. Check SLS_ENDPOINT, SLS_PROJECT, SLS_LOGSTORE and the keys';
}

const SKEW = /^RequestTime(?:TooSkewed|Expired)$/;

/** Null when the log service does not tell. */
function clockOf(store: Tried<SlsLogStore>, nowMs: number, name: string): Finding | null {
  const what = 'clock';
  if ('error' in store) {
    return SKEW.test(store.error.fields.code)
      ? { what, state: 'problem', detail: `${store.error.message}. Set it by a time server` }
      : null;
  }
  const { serverMs } = store.value;
  if (serverMs === null) return null;
  return finding(what, { value: serverMs }, (atMs) => {
    checkClock(atMs, nowMs, name);
    const seconds = Math.round(Math.abs(atMs - nowMs) / SECOND_MS);
    return `${seconds} s off the log service's (${toIso(atMs)})`;
  });
}

/** What a whole reading of the ledger found; null when it is refused. */
export interface Reading {
  readonly finding: Finding;
  readonly state: LedgerState | null;
  /** The heartbeats, in log order. */
  readonly finished: readonly Finished[];
}

/** Reads the ledger to its end as a run does, with every refusal of the protocol, and writes nothing. */
export async function examineEntries(ledger: Ledger): Promise<Reading> {
  const what = 'ledger entries';
  const finished: Finished[] = [];
  const note = (entries: readonly LedgerEntry[]): void => {
    for (const entry of entries) if (entry.kind === 'finished') finished.push(entry);
  };
  try {
    const { state } = await readLedger({ ...ledger, reader: () => noting(ledger.reader(), note) });
    const detail =
      state.ledgerId === null
        ? 'none yet; the first run opens the ledger'
        : `all understood; ${state.claims.size} claims, id ${state.ledgerId}`;
    return { finding: { what, state: 'ok', detail }, state, finished };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return { finding: { what, state: 'problem', detail: error.message }, state: null, finished };
  }
}

function noting(reader: LedgerReader, note: (entries: readonly LedgerEntry[]) => void): LedgerReader {
  return {
    ...(reader.forgets === undefined ? {} : { forgets: reader.forgets }),
    async next() {
      const entries = await reader.next();
      note(entries);
      return entries;
    },
  };
}
