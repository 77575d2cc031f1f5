import { describe, expect, it } from 'vitest';
import { NO_OPTIONS } from '../../src/config/event.ts';
import type { LedgerEntry } from '../../src/ledger/entry.ts';
import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import type { CheckResult, RenewalResult } from '../../src/report/result.ts';
import { Heard } from './auditor-heard.ts';
import { type AuditedClaim, AuditorLog, type NotableEntry } from './auditor-log.ts';
import { type AuditedRun, auditCheck } from './auditor-returned.ts';
import { auditListed, auditTold } from './auditor-told.ts';
import type { AuditView } from './auditor-view.ts';

const NOW_MS = Date.parse('2026-12-01T00:00:00Z');

interface Noted {
  readonly kind: NotableEntry['kind'];
  readonly domain: string;
}

interface World {
  readonly notable?: readonly Noted[];
  readonly lastTimedMs?: AuditorLog['lastTimedMs'];
  readonly atBegin?: AuditorLog['lastTimedMs'];
  readonly claims?: readonly Pick<AuditedClaim, 'atMs' | 'standing'>[];
  readonly changedMs?: number;
  readonly hasEnded?: boolean;
}

function viewOf(
  { notable = [], lastTimedMs = RECENT, claims = [], changedMs = 0, hasEnded = true }: World,
  found: string[],
): AuditView {
  const log = Object.assign(new AuditorLog(), { lastTimedMs, notableOf: () => notable, hasEnded: () => hasEnded });
  claims.forEach((claim, index) => log.claims.set(String(index), claim as AuditedClaim));
  return {
    log,
    others: { lastMs: changedMs },
    find: (_check: string, text: string) => found.push(text),
  } as unknown as AuditView;
}

const RECENT = { renew: NOW_MS - HOUR_MS, check: NOW_MS - HOUR_MS };
const RUN = {
  atMs: NOW_MS,
  heard: new Heard(),
  logClaims: 100,
  logEntries: 0,
  lastTimedMs: RECENT,
} as unknown as AuditedRun;
const RENEWAL = { stops: [], problems: [], submissions: [], verdicts: {}, plan: { renewals: [] } };
const CHECK = { stops: [], problems: [], settled: [], open: [] };

const ofRenewal = (parts: object = {}): RenewalResult => ({ ...RENEWAL, ...parts }) as unknown as RenewalResult;
const ofCheck = (parts: object = {}): CheckResult => ({ ...CHECK, ...parts }) as unknown as CheckResult;

describe('a run that did not tell what it recorded', () => {
  const unknown = { submissions: [{ outcome: 'unknown', domains: ['a.com'] }] };
  const refused = { submissions: [{ outcome: 'refused', domains: ['a.com'] }] };
  const failedEntry = { kind: 'failed', domain: 'a.com' } as const;

  it.each<[string, RenewalResult | CheckResult, Noted, number]>([
    ['failed', ofCheck(), failedEntry, 1],
    [
      'failed, told of another',
      ofCheck({ problems: [{ problem: 'renewal-failed', domain: 'b.com' }] }),
      failedEntry,
      1,
    ],
    ['failed, told', ofCheck({ problems: [{ problem: 'renewal-failed', domain: 'a.com' }] }), failedEntry, 0],
    ['unknown', ofRenewal(unknown), { kind: 'doubted', domain: 'a.com' }, 1],
    [
      'unknown, told',
      ofRenewal({ ...unknown, problems: [{ problem: 'submission-unknown' }] }),
      { kind: 'doubted', domain: 'a.com' },
      0,
    ],
    [
      'unknown, not in its submissions',
      ofRenewal({ problems: [{ problem: 'submission-unknown' }] }),
      { kind: 'doubted', domain: 'a.com' },
      1,
    ],
    ['refused', ofRenewal(refused), { kind: 'refused', domain: 'a.com' }, 1],
    [
      'refused, told as a permission',
      ofRenewal({ ...refused, problems: [{ problem: 'permission-missing' }] }),
      { kind: 'refused', domain: 'a.com' },
      0,
    ],
  ])('%s', (_name, result, entry, count) => {
    const found: string[] = [];
    auditTold(result, viewOf({ notable: [entry] }, found), { processId: '0001', run: RUN });
    expect(found).toHaveLength(count);
  });
});

describe('the other run, silent for long', () => {
  const long = { renew: NOW_MS - 2 * DAY_MS, check: NOW_MS - 2 * DAY_MS };
  const none = { renew: null, check: null };
  const old = { atMs: NOW_MS - 3 * DAY_MS, standing: 'accepted' } as const;
  const young = { atMs: NOW_MS - DAY_MS, standing: 'accepted' } as const;
  const over = { atMs: NOW_MS - 3 * DAY_MS, standing: 'renewed' } as const;

  it.each<[string, RenewalResult | CheckResult, World, number]>([
    ['is told by a check run', ofCheck(), { lastTimedMs: long }, 1],
    ['was told', ofCheck({ problems: [{ problem: 'renewal-run-silent' }] }), { lastTimedMs: long }, 0],
    ['has never been there', ofCheck(), { lastTimedMs: none }, 0],
    ['was not there when a check run began, and landed late', ofCheck(), { lastTimedMs: long, atBegin: none }, 0],
    ['is told by a renewal run where a claim waits', ofRenewal(), { lastTimedMs: long, claims: [old] }, 1],
    [
      'was told by a renewal run',
      ofRenewal({ problems: [{ problem: 'check-run-silent' }] }),
      { lastTimedMs: long, claims: [old] },
      0,
    ],
    ['is told though no check run ever ended', ofRenewal(), { lastTimedMs: none, claims: [old] }, 1],
    ['does not matter to a claim that is young', ofRenewal(), { lastTimedMs: long, claims: [young] }, 0],
    ['does not matter to one that is over', ofRenewal(), { lastTimedMs: long, claims: [over] }, 0],
    [
      'cannot be known without the ledger',
      ofCheck({ stops: [{ stop: 'ledger-unreadable' }] }),
      { lastTimedMs: long },
      0,
    ],
    ['is not silent', ofRenewal(), { claims: [old] }, 0],
  ])('%s', (_name, result, world, count) => {
    const found: string[] = [];
    const { lastTimedMs = RECENT, atBegin = lastTimedMs } = world;
    auditTold(result, viewOf(world, found), { processId: '0001', run: { ...RUN, lastTimedMs: atBegin } });
    expect(found).toHaveLength(count);
  });
});

describe('what came back for a submission', () => {
  const heard = (body: unknown): Heard => {
    const one = new Heard();
    one.take({ action: 'SaveBatchTaskForCreatingOrderRenew', body });
    return one;
  };
  const unknown = { problems: [{ problem: 'submission-unknown' }] };

  it.each<[string, RenewalResult, unknown, number]>([
    ['a task number', ofRenewal(), { taskNo: 'T-1' }, 0],
    ['nothing, untold', ofRenewal(), null, 1],
    ['nothing, told', ofRenewal(unknown), null, 0],
    ['an empty answer, untold', ofRenewal(), {}, 1],
  ])('%s', (_name, result, body, count) => {
    const found: string[] = [];
    auditTold(result, viewOf({}, found), { processId: '0001', run: { ...RUN, heard: heard(body) } });
    expect(found).toHaveLength(count);
  });

  it('a run that came to its end and wrote nothing of that is found', () => {
    const found: string[] = [];
    auditTold(ofCheck(), viewOf({ hasEnded: false }, found), { processId: '0001', run: RUN });
    expect(found).toHaveLength(1);
  });
});

describe('a claim that a check run leaves open', () => {
  const old = { domain: 'a.com', standing: 'doubted', atMs: NOW_MS - 3 * DAY_MS, sinceMs: NOW_MS - 3 * DAY_MS };
  const named = { open: [{ domain: 'a.com' }] };
  const told = { problems: [{ problem: 'task-slow', domain: 'a.com' }] };
  const run = { ...RUN, asked: { trigger: 'timer', options: NO_OPTIONS } } as const;

  it.each<[string, CheckResult, object, number]>([
    ['named and told', ofCheck({ ...named, ...told }), old, 0],
    ['named alone', ofCheck(named), old, 1],
    ['told alone', ofCheck(told), old, 1],
    ['young, and named', ofCheck(named), { ...old, atMs: NOW_MS - DAY_MS, sinceMs: NOW_MS - DAY_MS }, 0],
    ['that another run has looked at of late', ofCheck(), { ...old, sinceMs: NOW_MS }, 0],
    ['by a run that stopped', ofCheck({ stops: [{ stop: 'time-left' }] }), old, 0],
    ['that is over', ofCheck(), { ...old, standing: 'released' }, 0],
  ])('%s', (_name, result, claim, count) => {
    const found: string[] = [];
    auditCheck(result, viewOf({ claims: [claim as AuditedClaim] }, found), run);
    expect(found).toHaveLength(count);
  });

  // Its writer slept: the entry says a time long past.
  it.each([
    ['in the log before the run began', 2, 2],
    ['not until the run was at work', 1, 0],
  ])('changed by an entry that was %s', (_name, logEntries, count) => {
    const found: string[] = [];
    const view = viewOf({}, found);
    const facts = { ...old, runId: 'check-20261128-0001-abc', claimId: 'c1', expiryMs: NOW_MS, years: 1 };
    view.log.take({ ...facts, kind: 'claimed', priceMinor: null } as unknown as LedgerEntry);
    view.log.take({ ...facts, kind: 'accepted', taskNo: 't1' } as unknown as LedgerEntry);
    auditCheck(ofCheck(), view, { ...run, logEntries });
    expect(found).toHaveLength(count);
  });
});

describe('a list of domains', () => {
  const NEVER_READ = { listed: 0, total: 0, complete: false };
  const told = { problems: [{ problem: 'inventory-incomplete' }] };

  it.each<[string, object, number, number]>([
    ['that is whole', { inventory: { listed: 3, total: 3, complete: true } }, 0, 0],
    ['that is said to be whole and is not', { inventory: { listed: 2, total: 2, complete: true } }, 0, 1],
    ['in which somebody had a hand meanwhile', { inventory: { listed: 2, total: 2, complete: true } }, NOW_MS, 0],
    ['that proves nothing', { inventory: { listed: 2, total: 3, complete: false } }, 0, 1],
    ['that proves nothing, told', { inventory: { listed: 2, total: 3, complete: false }, ...told }, 0, 0],
    ['that was never read', { inventory: NEVER_READ }, 0, 1],
    ['that was never read, for what stopped it', { inventory: NEVER_READ, stops: [{ stop: 'ledger-refused' }] }, 0, 0],
  ])('%s', (_name, parts, changedMs, count) => {
    const found: string[] = [];
    auditListed(ofRenewal(parts), viewOf({ changedMs }, found), { run: RUN, domainCount: 3 });
    expect(found).toHaveLength(count);
  });
});
