import { describe, expect, it } from 'vitest';
import { decodeEntry, EntryError, encodeEntry } from '../../../src/ledger/codec.ts';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import {
  aClaimedEntry,
  aDoubted,
  aFailed,
  aFinished,
  anAccepted,
  anOpened,
  aRefused,
  aReleased,
  aRenewed,
} from '../../builders/ledger.ts';

const EXPIRY = 1781179200000;
const CLAIM = {
  schema: 1,
  at: '2026-06-01T12:00:00.000Z',
  runId: 'run-1',
  claimId: 'claim-1',
  domain: 'example.com',
  expiryMs: EXPIRY,
  years: 1,
};

describe('a stored entry', () => {
  const table: [entry: LedgerEntry, stored: Record<string, unknown>][] = [
    [
      anOpened({ again: true }),
      { schema: 1, kind: 'opened', at: CLAIM.at, runId: 'run-1', ledgerId: 'ledger-1', again: true },
    ],
    [anOpened(), { schema: 1, kind: 'opened', at: CLAIM.at, runId: 'run-1', ledgerId: 'ledger-1' }],
    [
      aClaimedEntry(),
      {
        ...CLAIM,
        kind: 'claimed',
        append: 1,
        instanceId: 'S-example.com',
        claimantUntil: '2026-06-01T12:10:00.000Z',
        priceMinor: 9000,
        currency: 'CNY',
      },
    ],
    [
      { ...aClaimedEntry(), append: null, instanceId: '', claimantUntilMs: null, priceMinor: null, currency: null },
      { ...CLAIM, kind: 'claimed', instanceId: '' },
    ],
    [
      aClaimedEntry({ priceMinor: null, currency: null, countedMinor: 50_000 }),
      {
        ...CLAIM,
        kind: 'claimed',
        append: 1,
        instanceId: 'S-example.com',
        claimantUntil: '2026-06-01T12:10:00.000Z',
        countedMinor: 50_000,
      },
    ],
    [anAccepted(), { ...CLAIM, kind: 'accepted', taskNo: 'task-1' }],
    [aRefused({ reason: 'Throttling' }), { ...CLAIM, kind: 'refused', reason: 'Throttling' }],
    [aDoubted({ looked: true, reason: 'no trace' }), { ...CLAIM, kind: 'doubted', reason: 'no trace', looked: true }],
    [aRenewed({ newExpiryMs: EXPIRY + 1 }), { ...CLAIM, kind: 'renewed', taskNo: 'task-1', newExpiryMs: EXPIRY + 1 }],
    [
      { ...aRenewed({ newExpiryMs: EXPIRY + 1 }), taskNo: null },
      { ...CLAIM, kind: 'renewed', newExpiryMs: EXPIRY + 1 },
    ],
    [aFailed({ reason: '余额不足' }), { ...CLAIM, kind: 'failed', taskNo: 'task-1', reason: '余额不足' }],
    [
      { ...aFailed(), taskNo: null },
      { ...CLAIM, kind: 'failed', reason: 'Insufficient balance' },
    ],
    [aReleased({ reason: 'by hand' }), { ...CLAIM, kind: 'released', reason: 'by hand' }],
    [
      aFinished({ counts: { total: 10, accepted: 3 } }),
      {
        schema: 1,
        kind: 'finished',
        at: CLAIM.at,
        runId: 'run-1',
        runKind: 'renew',
        mode: 'renew',
        trigger: 'timer',
        'count.total': 10,
        'count.accepted': 3,
      },
    ],
    [
      aFinished({ mode: 'plan', counts: {}, plan: 'a.com 1 year\nb.cn 2 years' }),
      {
        schema: 1,
        kind: 'finished',
        at: CLAIM.at,
        runId: 'run-1',
        runKind: 'renew',
        mode: 'plan',
        trigger: 'timer',
        plan: 'a.com 1 year\nb.cn 2 years',
      },
    ],
  ];
  it.each(table)('%j', (entry, stored) => {
    expect(encodeEntry(entry)).toEqual(stored);
    expect(decodeEntry(stored)).toEqual(entry);
    const texts = Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, String(value)]));
    expect(decodeEntry(texts)).toEqual(entry);
  });

  it('is flat', () => {
    for (const [entry] of table) {
      for (const value of Object.values(encodeEntry(entry)))
        expect(['string', 'number', 'boolean']).toContain(typeof value);
    }
  });
});

describe('an entry of another program, with the fields of the contract alone', () => {
  const table: [stored: Record<string, unknown>, expected: Record<string, unknown>][] = [
    [
      { ...CLAIM, kind: 'claimed' },
      { append: null, instanceId: '', claimantUntilMs: null },
    ],
    [
      { ...CLAIM, kind: 'claimed', append: '', claimantUntil: null },
      { append: null, claimantUntilMs: null },
    ],
    // Half a price is none; one in a currency that is none of ours neither.
    [
      { ...CLAIM, kind: 'claimed', priceMinor: 9000 },
      { priceMinor: null, currency: null },
    ],
    [
      { ...CLAIM, kind: 'claimed', currency: 'CNY' },
      { priceMinor: null, currency: null },
    ],
    [
      { ...CLAIM, kind: 'claimed', priceMinor: 9000, currency: 'XXX' },
      { priceMinor: null, currency: null },
    ],
    [{ ...CLAIM, kind: 'accepted', taskNo: 'T', note: 'x', extra: { deep: true } }, { taskNo: 'T' }],
    [{ ...CLAIM, kind: 'refused' }, { reason: '' }],
    [
      { ...CLAIM, kind: 'doubted' },
      { reason: '', looked: false },
    ],
    [
      { ...CLAIM, kind: 'renewed' },
      { taskNo: null, newExpiryMs: EXPIRY },
    ],
    [
      { ...CLAIM, kind: 'failed' },
      { taskNo: null, reason: '' },
    ],
    [{ ...CLAIM, kind: 'released' }, { reason: '' }],
    [
      { schema: 1, kind: 'finished', at: CLAIM.at, runId: 'r', runKind: 'check', mode: 'plan' },
      { trigger: 'direct', counts: {} },
    ],
    [
      { schema: 1, kind: 'finished', at: CLAIM.at, runId: 'r' },
      { runKind: 'renew', mode: 'plan', trigger: 'direct', counts: {} },
    ],
    [
      {
        schema: 1,
        kind: 'finished',
        at: CLAIM.at,
        runId: 'r',
        trigger: 'timer',
        'count.total': 0,
        count: 'x',
        total: 1,
      },
      { trigger: 'timer', counts: { total: 0 } },
    ],
    [{ schema: 1, kind: 'opened', at: CLAIM.at, runId: 'r', ledgerId: 'one', id: 'two' }, { ledgerId: 'one' }],
    [{ schema: 1, kind: 'opened', at: CLAIM.at, runId: 'r', id: 'two' }, { ledgerId: 'two' }],
    [{ schema: 1, kind: 'opened', at: CLAIM.at, runId: 'r', ledgerId: '' }, { ledgerId: 'r' }],
    [{ ...CLAIM, kind: 'claimed', domain: 'Example.COM.' }, { domain: 'example.com' }],
    [{ ...CLAIM, kind: 'claimed', at: '2026-06-01T20:00:00+08:00' }, { atMs: 1780315200000 }],
  ];
  it.each(table)('%j', (stored, expected) => {
    expect(decodeEntry(stored)).toMatchObject(expected);
  });
});

describe('an entry that cannot be understood', () => {
  const opened = { schema: 1, kind: 'opened', at: CLAIM.at, runId: 'r', ledgerId: 'l' };
  const finished = { schema: 1, kind: 'finished', at: CLAIM.at, runId: 'r', runKind: 'check', mode: 'plan' };
  const claimed = { ...CLAIM, kind: 'claimed' };
  const table: [stored: unknown, message: string][] = [
    [null, 'an entry is null; allowed: a JSON object'],
    [[], 'an entry is []; allowed: a JSON object'],
    ['x', 'an entry is "x"; allowed: a JSON object'],
    [{}, 'schema is missing; allowed: 1'],
    [{ ...opened, schema: 2 }, 'schema is 2; allowed: 1'],
    [{ ...opened, schema: '1.0' }, 'schema is "1.0"; allowed: 1'],
    [
      { ...opened, kind: 'paid' },
      'kind is "paid"; allowed: opened, claimed, accepted, refused, doubted, renewed, failed, released or finished',
    ],
    [{ ...opened, kind: 1 }, 'kind is 1; allowed: a text'],
    [
      { ...opened, kind: 'toString' },
      'kind is "toString"; allowed: opened, claimed, accepted, refused, doubted, renewed, failed, released or finished',
    ],
    [{ ...opened, at: CLAIM.at.slice(0, 10) }, 'at is "2026-06-01"; allowed: an instant in UTC, ISO 8601'],
    [{ ...opened, at: [CLAIM.at] }, 'at is ["2026-06-01T12:00:00.000Z"]; allowed: an instant in UTC, ISO 8601'],
    [{ ...opened, at: 1780315200000 }, 'at is 1780315200000; allowed: an instant in UTC, ISO 8601'],
    [{ ...opened, runId: '' }, 'runId is ""; allowed: a text'],
    [{ ...opened, ledgerId: 7 }, 'ledgerId is 7; allowed: a text'],
    [{ ...claimed, claimId: 7 }, 'claimId is 7; allowed: a text'],
    [{ ...claimed, domain: 'nodots' }, 'domain is "nodots"; allowed: a domain name'],
    [{ ...claimed, expiryMs: '2026-06-11' }, 'expiryMs is "2026-06-11"; allowed: a whole number from 1'],
    [{ ...claimed, expiryMs: 1.5 }, 'expiryMs is 1.5; allowed: a whole number from 1'],
    [{ ...claimed, expiryMs: 0 }, 'expiryMs is 0; allowed: a whole number from 1'],
    [
      { ...claimed, expiryMs: '99999999999999999999' },
      'expiryMs is "99999999999999999999"; allowed: a whole number from 1',
    ],
    [{ ...claimed, years: ' 1' }, 'years is " 1"; allowed: a whole number from 1 to 10'],
    [{ ...claimed, years: '1 ' }, 'years is "1 "; allowed: a whole number from 1 to 10'],
    [{ ...claimed, years: '1e0' }, 'years is "1e0"; allowed: a whole number from 1 to 10'],
    [{ ...claimed, years: [1] }, 'years is [1]; allowed: a whole number from 1 to 10'],
    [{ ...claimed, years: true }, 'years is true; allowed: a whole number from 1 to 10'],
    [{ ...claimed, years: 0 }, 'years is 0; allowed: a whole number from 1 to 10'],
    [{ ...claimed, years: 11 }, 'years is 11; allowed: a whole number from 1 to 10'],
    [{ ...claimed, append: 0 }, 'append is 0; allowed: a whole number from 1'],
    [{ ...claimed, append: 'one' }, 'append is "one"; allowed: a whole number from 1'],
    [{ ...claimed, instanceId: 5 }, 'instanceId is 5; allowed: a text'],
    [{ ...claimed, claimantUntil: 'soon' }, 'claimantUntil is "soon"; allowed: an instant in UTC, ISO 8601'],
    [{ ...claimed, countedMinor: -1 }, 'countedMinor is -1; allowed: a whole number from 0'],
    [{ ...claimed, kind: 'accepted' }, 'taskNo is missing; allowed: a task number'],
    [{ ...claimed, kind: 'accepted', taskNo: ' ' }, 'taskNo is " "; allowed: a task number'],
    [{ ...claimed, kind: 'accepted', taskNo: 4711 }, 'taskNo is 4711; allowed: a task number'],
    [{ ...claimed, kind: 'renewed', taskNo: ' ' }, 'taskNo is " "; allowed: a task number'],
    [{ ...claimed, kind: 'renewed', newExpiryMs: 'x' }, 'newExpiryMs is "x"; allowed: a whole number from 1'],
    [{ ...claimed, kind: 'failed', reason: {} }, 'reason is {}; allowed: a text'],
    [{ ...claimed, kind: 'doubted', looked: 'yes' }, 'looked is "yes"; allowed: true or false'],
    [{ ...finished, runKind: 'plan' }, 'runKind is "plan"; allowed: renew, check'],
    [{ ...finished, mode: 'x' }, 'mode is "x"; allowed: plan, renew'],
    [{ ...finished, trigger: 'cron' }, 'trigger is "cron"; allowed: timer, direct, command'],
    [{ ...finished, 'count.total': -1 }, 'count.total is -1; allowed: a whole number from 0'],
    [{ ...finished, 'count.total': 'many' }, 'count.total is "many"; allowed: a whole number from 0'],
  ];
  it('an error of a type of its own', () => {
    expect(() => decodeEntry(null)).toThrow(expect.objectContaining({ name: 'EntryError' }));
  });

  it.each(table)('%j', (stored, message) => {
    let thrown: unknown = null;
    try {
      decodeEntry(stored);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(EntryError);
    expect((thrown as EntryError).message).toBe(message);
  });

  const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  const tooMuch: [name: string, stored: unknown, message: string][] = [
    [
      'nested too deep to be written',
      deep,
      'an entry is "a value that is nested too deep to be shown"; allowed: a JSON object',
    ],
    [
      'a field nested so deep',
      { ...opened, runId: deep },
      'runId is "a value that is nested too deep to be shown"; allowed: a text',
    ],
    ['very long', 'x'.repeat(100_000), `an entry is "${'x'.repeat(56)}…"; allowed: a JSON object`],
  ];
  it.each(tooMuch)('%s', (_name, stored, message) => {
    expect(() => decodeEntry(stored)).toThrow(new EntryError(message));
  });
});
