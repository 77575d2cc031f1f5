import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { claimsPerAppendMax, groupOf, groupsOf } from '../../../src/adapters/log-service-groups.ts';
import { LEDGER_HASH_KEY } from '../../../src/adapters/log-service-ledger.ts';
import { claimsOutcome } from '../../../src/adapters/log-service-trouble.ts';
import { encodeLogGroup } from '../../../src/adapters/sls-protobuf.ts';
import { type ClaimOutcome, claimBatch } from '../../../src/claims/claim-batch.ts';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { type Ledger, LedgerError } from '../../../src/ledger/ledger.ts';
import { type LedgerView, openLedger } from '../../../src/ledger/view.ts';
import { CloudError, type CloudErrorFields } from '../../../src/model/cloud-error.ts';
import { aRenewal, DAY, NOW_MS, SECOND } from '../../builders/domains.ts';
import { aClaimedEntry, aFinished, anAccepted, anOpened, aRefused, aReleased } from '../../builders/ledger.ts';
import { someRails } from '../../builders/settings.ts';
import { countingIds, fakeClock } from '../../fakes/fake-clock.ts';
import { type SlsWorld, type SlsWorldOptions, slsWorld } from '../../fakes/sls-world.ts';

let world: SlsWorld | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

async function start(options: SlsWorldOptions = {}): Promise<SlsWorld> {
  world = await slsWorld(options);
  return world;
}

async function readAll(ledger: Ledger): Promise<LedgerEntry[]> {
  const reader = ledger.reader();
  const all: LedgerEntry[] = [];
  for (let entries = await reader.next(); entries.length > 0; entries = await reader.next()) all.push(...entries);
  return all;
}

async function ledgerErrorOf(work: Promise<unknown>): Promise<LedgerError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof LedgerError) return error;
  throw new Error(`no LedgerError: ${String(error)}`);
}

/** Claims one batch as a run does. */
async function claim(
  { clock }: SlsWorld,
  {
    ledger,
    view,
    names = ['a.com'],
    run = 'run-1',
  }: { ledger: Ledger; view: LedgerView; names?: string[]; run?: string },
): Promise<ClaimOutcome> {
  const batch = names.map((name) => aRenewal({ name }));
  const claimant = {
    runId: run,
    rails: someRails({ caps: { maxRunMinor: null, maxDayMinor: null, maxMonthMinor: null } }),
    balance: null,
    unapprovedDayMinor: null,
    startedMs: clock.now(),
    untilMs: clock.now() + 600 * SECOND,
  };
  return await claimBatch(batch, claimant, { ledger, view, clock, makeId: countingIds(run) });
}

describe('what is written comes back', () => {
  it('every kind of entry, in order, from one write or many', async () => {
    const { makeLedger } = await start();
    const ledger = makeLedger();
    const claims = [aClaimedEntry({ claim: 'c-1' }), aClaimedEntry({ claim: 'c-2', domain: 'b.cn' })];
    const facts = [anAccepted({ claim: 'c-1' }), aReleased({ claim: 'c-2', reason: 'é 例子\n"' })];
    await ledger.append([anOpened()]);
    expect(await ledger.appendClaims(claims, 1)).toBe('appended');
    await ledger.append(facts);
    await ledger.append([aFinished()]);
    expect(await readAll(ledger)).toEqual([anOpened(), ...claims, ...facts, aFinished()]);
  });

  it('as flat texts under one hash key, the claims with their sequence id', async () => {
    const { makeLedger, sandbox } = await start();
    const ledger = makeLedger();
    await ledger.append([anOpened()]);
    await ledger.appendClaims([aClaimedEntry({ append: 1 })], 1);
    const logs = sandbox.logs();
    expect(logs.map(({ hashKey, seqid, timeS }) => [hashKey, seqid, timeS])).toEqual([
      [LEDGER_HASH_KEY, null, NOW_MS / SECOND],
      [LEDGER_HASH_KEY, 1, NOW_MS / SECOND],
    ]);
    expect(logs[1]?.fields).toEqual({
      schema: '1',
      kind: 'claimed',
      at: '2026-06-01T12:00:00.000Z',
      runId: 'run-1',
      claimId: 'claim-1',
      domain: 'example.com',
      expiryMs: String(NOW_MS + 10 * DAY),
      years: '1',
      append: '1',
      instanceId: 'S-example.com',
      claimantUntil: '2026-06-01T12:10:00.000Z',
      priceMinor: '9000',
      currency: 'CNY',
    });
  });

  it('the hash key is the MD5 of its documented text', () => {
    expect(createHash('md5').update('domain-renew ledger').digest('hex')).toBe(LEDGER_HASH_KEY);
  });

  it('page by page, whatever the pages', async () => {
    const { makeLedger } = await start({ profile: { shortPageChance: 0.5, unaskedLz4Chance: 0.5, countsLogs: true } });
    const ledger = makeLedger();
    const facts = Array.from({ length: 60 }, (_, index) => aFinished({ runId: `run-${index}` }));
    await ledger.append([anOpened()]);
    for (const fact of facts) await ledger.append([fact]);
    expect(await readAll(ledger)).toEqual([anOpened(), ...facts]);
  });

  it('a reader goes on where it was', async () => {
    const { makeLedger } = await start();
    const reader = makeLedger().reader();
    expect(await reader.next()).toEqual([]);
    await makeLedger().append([anOpened()]);
    expect(await reader.next()).toEqual([anOpened()]);
    expect(await reader.next()).toEqual([]);
    expect(await reader.next()).toEqual([]);
    await makeLedger().append([aFinished()]);
    expect(await reader.next()).toEqual([aFinished()]);
  });

  it('after a failed read it goes on without a gap', async () => {
    const { makeLedger, sandbox } = await start();
    const ledger = makeLedger();
    const reader = ledger.reader();
    await ledger.append([anOpened()]);
    expect(await reader.next()).toEqual([anOpened()]);
    await ledger.append([aFinished()]);
    sandbox.fault({
      action: 'PullLogs',
      kind: { code: 'LogStoreNotExist', httpStatus: 404, executed: false },
      times: 1,
    });
    expect((await ledgerErrorOf(reader.next())).code).toBe('unreadable');
    expect(await reader.next()).toEqual([aFinished()]);
  });
});

describe('claims', () => {
  it('cost three calls when nobody else is active', async () => {
    const one = await start();
    const ledger = one.makeLedger();
    const view = await openLedger(ledger, anOpened(), fakeClock());
    one.newCalls();
    expect(await claim(one, { ledger, view })).toMatchObject({ kind: 'claimed', lost: [] });
    expect(one.newCalls()).toEqual({ PullLogs: 2, PutLogs: 1 });
  });

  it('under a number that is taken conflict, and nothing is written', async () => {
    const { makeLedger, sandbox } = await start();
    await makeLedger().appendClaims([aClaimedEntry({ claim: 'c-1' })], 1);
    expect(await makeLedger().appendClaims([aClaimedEntry({ claim: 'c-2' })], 1)).toBe('conflict');
    expect(sandbox.logs().map(({ fields }) => fields['claimId'])).toEqual(['c-1']);
  });

  it.each([
    ['a gap', 4],
    ['a gap, with a ledger that has read nothing', 9],
  ])('under a number that leaves %s conflict: the gap would stay for ever', async (_, append) => {
    const { makeLedger, sandbox } = await start();
    const ledger = makeLedger();
    await ledger.appendClaims([aClaimedEntry({ claim: 'c-1' })], 1);
    expect(await (append === 4 ? ledger : makeLedger()).appendClaims([aClaimedEntry({ append })], append)).toBe(
      'conflict',
    );
    expect(sandbox.logs()).toHaveLength(1);
    expect(await makeLedger().appendClaims([aClaimedEntry({ claim: 'c-2', append: 2 })], 2)).toBe('appended');
  });

  it('of two runs at once are won by one', async () => {
    const one = await start();
    const first = one.makeLedger();
    const second = one.makeLedger();
    const views = [
      await openLedger(first, anOpened(), fakeClock()),
      await openLedger(second, anOpened(), fakeClock()),
    ] as const;
    const outcomes = await Promise.all([
      claim(one, { ledger: first, view: views[0], run: 'run-1' }),
      claim(one, { ledger: second, view: views[1], run: 'run-2' }),
    ]);
    expect(outcomes.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
  });

  it('of two runs at once are won by the first in the log where the service forgets sequence ids', async () => {
    const one = await start({ seqidState: 'forgotten' });
    const first = one.makeLedger();
    const second = one.makeLedger();
    const views = [
      await openLedger(first, anOpened(), fakeClock()),
      await openLedger(second, anOpened(), fakeClock()),
    ] as const;
    const outcomes = await Promise.all([
      claim(one, { ledger: first, view: views[0], run: 'run-1' }),
      claim(one, { ledger: second, view: views[1], run: 'run-2' }),
    ]);
    expect(outcomes.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
  });

  it('whose answer was lost are claimed all the same once they are seen', async () => {
    const one = await start();
    const ledger = one.makeLedger();
    const view = await openLedger(ledger, anOpened(), fakeClock());
    one.sandbox.fault({ action: 'PutLogs', kind: 'lost-reply', times: 1 });
    expect(await claim(one, { ledger, view })).toMatchObject({ kind: 'claimed' });
    expect(one.sandbox.books().writes).toHaveLength(2);
  });

  it.each(['lost-request', 'bad-gateway-unexecuted', 'wrong-200-unexecuted', 'swallowed'] as const)(
    'that never arrived (%s) are given up in time, and their number is free',
    async (kind) => {
      const one = await start();
      const ledger = one.makeLedger();
      const view = await openLedger(ledger, anOpened(), fakeClock());
      one.sandbox.fault({ action: 'PutLogs', kind, times: 1 });
      const from = one.clock.now();
      expect(await claim(one, { ledger, view })).toMatchObject({ kind: 'stopped', stop: { stop: 'claim-not-seen' } });
      expect(one.clock.now() - from).toBeLessThanOrEqual(16 * SECOND);
      expect(one.sandbox.books().writes.filter(({ seqid }) => seqid !== null)).toHaveLength(1);
      expect(await claim(one, { ledger, view, run: 'run-2' })).toMatchObject({ kind: 'claimed' });
    },
  );

  it('that land late, after another run took their number, are refused by the service', async () => {
    const one = await start();
    const ledger = one.makeLedger();
    const view = await openLedger(ledger, anOpened(), fakeClock());
    one.sandbox.fault({ action: 'PutLogs', kind: 'lands-late', ms: 20_000, times: 1 });
    expect(await claim(one, { ledger, view })).toMatchObject({ kind: 'stopped' });
    expect(await claim(one, { ledger, view, run: 'run-2' })).toMatchObject({ kind: 'claimed' });
    one.clock.advance(20 * SECOND);
    await view.refresh();
    expect([...view.state.claims.values()].map(({ runId, standing }) => [runId, standing])).toEqual([
      ['run-2', 'claimed'],
    ]);
    expect(one.sandbox.books().writes.at(-2)).toMatchObject({ state: 'refused', code: 'InvalidSequenceId' });
  });

  it('that land late where sequence ids are forgotten are void', async () => {
    const one = await start({ seqidState: 'forgotten' });
    const ledger = one.makeLedger();
    const view = await openLedger(ledger, anOpened(), fakeClock());
    one.sandbox.fault({ action: 'PutLogs', kind: 'lands-late', ms: 20_000, times: 1 });
    expect(await claim(one, { ledger, view })).toMatchObject({ kind: 'stopped' });
    expect(await claim(one, { ledger, view, run: 'run-2' })).toMatchObject({ kind: 'claimed' });
    one.clock.advance(20 * SECOND);
    await view.refresh();
    const standings = [...view.state.claims.values()].map(({ runId, standing }) => [runId, standing]);
    expect(standings).toEqual([
      ['run-2', 'claimed'],
      ['run-1', 'void'],
    ]);
  });

  it('that land late while nobody claims stay open for the check run', async () => {
    const one = await start();
    const ledger = one.makeLedger();
    const view = await openLedger(ledger, anOpened(), fakeClock());
    one.sandbox.fault({ action: 'PutLogs', kind: 'lands-late', ms: 20_000, times: 1 });
    expect(await claim(one, { ledger, view })).toMatchObject({ kind: 'stopped' });
    one.clock.advance(20 * SECOND);
    expect(await claim(one, { ledger, view, run: 'run-2' })).toEqual({
      kind: 'all-lost',
      lost: ['a.com'],
      displaced: [],
    });
  });

  it('seen late are waited for', async () => {
    const one = await start();
    const ledger = one.makeLedger();
    const view = await openLedger(ledger, anOpened(), fakeClock());
    one.sandbox.fault({ action: 'PutLogs', kind: 'seen-late', ms: 10_000, times: 1 });
    expect(await claim(one, { ledger, view })).toMatchObject({ kind: 'claimed' });
  });

  it('never seen are given up in time', async () => {
    const one = await start();
    const ledger = one.makeLedger();
    const view = await openLedger(ledger, anOpened(), fakeClock());
    one.sandbox.fault({ action: 'PutLogs', kind: 'never-seen', times: 1 });
    const from = one.clock.now();
    expect(await claim(one, { ledger, view })).toMatchObject({ kind: 'stopped', stop: { stop: 'claim-not-seen' } });
    expect(one.clock.now() - from).toBeLessThanOrEqual(16 * SECOND);
  });

  it('in the middle of a split are never seen, and the next run refuses the log', async () => {
    const one = await start();
    const ledger = one.makeLedger();
    const view = await openLedger(ledger, anOpened(), fakeClock());
    one.sandbox.splitShard(0);
    expect(await claim(one, { ledger, view })).toMatchObject({ kind: 'stopped', stop: { stop: 'claim-not-seen' } });
    expect((await ledgerErrorOf(openLedger(one.makeLedger(), anOpened(), fakeClock()))).code).toBe('refused');
  });

  it('of the largest batch, with the longest names, are one write far below the limits', async () => {
    const one = await start({ profile: { bodyBytesMax: 3_000_000, logCountMax: 4096 } });
    const ledger = one.makeLedger();
    const view = await openLedger(ledger, anOpened(), fakeClock());
    const label = 'x'.repeat(63);
    const names = Array.from(
      { length: 1000 },
      (_, index) => `${String(index).padStart(57, 'x')}.${label}.${label}.${label}.com`,
    );
    const outcome = await claim(one, { ledger, view, names });
    expect(outcome).toMatchObject({ kind: 'claimed', lost: [] });
    const writes = one.sandbox.books().writes.filter(({ seqid }) => seqid !== null);
    expect(writes).toMatchObject([{ logCount: 1000, state: 'stored' }]);
    const claims = names.map((domain, index) =>
      aClaimedEntry({ claim: `claim-${index}`.padEnd(36, '-'), domain, runId: 'r'.repeat(32) }),
    );
    expect(encodeLogGroup(groupOf(claims, NOW_MS)).length).toBeLessThan(1_000_000);
    expect(claimsPerAppendMax()).toBeGreaterThanOrEqual(1000);
  });

  it('are never more than one write takes', async () => {
    const { makeLedger } = await start();
    const claims = Array.from({ length: claimsPerAppendMax() + 1 }, (_, index) =>
      aClaimedEntry({ claim: `c-${index}` }),
    );
    await expect(makeLedger().appendClaims(claims, 1)).rejects.toThrow('are not one write');
    await expect(makeLedger().appendClaims([], 1)).rejects.toThrow('are not one write');
    await expect(makeLedger().appendClaims([aClaimedEntry()], 2 ** 31)).rejects.toThrow('no sequence id');
  });

  it('start from the last number, also when every claim is older than the horizon', async () => {
    const one = await start();
    const old = one.makeLedger();
    await claim(one, { ledger: old, view: await openLedger(old, anOpened(), fakeClock()), names: ['a.com'] });
    await claim(one, {
      ledger: old,
      view: await openLedger(old, anOpened(), fakeClock()),
      run: 'run-1b',
      names: ['b.com'],
    });
    one.clock.advance(500 * DAY);
    const ledger = one.makeLedger();
    await ledger.append([aFinished()]);
    const view = await openLedger(ledger, anOpened(), fakeClock());
    expect(view.state.lastAppend).toBe(2);
    expect(await claim(one, { ledger, view, run: 'run-2', names: ['c.com'] })).toMatchObject({ kind: 'claimed' });
  });
});

describe('claimsOutcome', () => {
  const answered = (code: string, httpStatus: number, named = true, sent = true) => {
    const fields = {
      kind: 'rejected',
      action: 'PutLogs',
      code,
      httpStatus,
      requestId: '',
      detail: '',
      ramAction: '',
    } as const;
    return { ok: false, fields, named, sent, serverMs: null } as const;
  };
  const table: [code: string, httpStatus: number, named: boolean, sent: boolean, expected: string][] = [
    ['InvalidSequenceId', 400, true, true, 'conflict'],
    ['InvalidSequenceId', 403, true, true, 'conflict'],
    ['InvalidSequenceId', 400, false, true, 'unknown'],
    ['WriteQuotaExceed', 403, true, true, 'unwritable'],
    ['ShardWriteQuotaExceed', 403, true, true, 'unwritable'],
    ['WriteQuotaExceed', 500, true, true, 'unknown'],
    ['Unauthorized', 401, true, true, 'unwritable'],
    ['LogStoreNotExist', 404, true, true, 'unwritable'],
    ['PostBodyInvalid', 400, true, true, 'unwritable'],
    ['RequestTimeTooSkewed', 400, true, true, 'refused'],
    ['RequestTimeout', 400, true, true, 'unknown'],
    ['InternalServerError', 500, true, true, 'unknown'],
    ['ServerBusy', 503, true, true, 'unknown'],
    ['SomethingNew', 400, true, true, 'unknown'],
    ['NoErrorCode', 502, false, true, 'unknown'],
    ['TimedOut', 0, false, true, 'unknown'],
    ['ConnectionReset', 0, false, true, 'unknown'],
    ['ConnectionRefused', 0, false, false, 'unwritable'],
  ];
  it.each(table)('%s, HTTP %i, named %s, sent %s: %s', async (...row) => {
    const [code, httpStatus, named, sent, expected] = row;
    const outcome = Promise.resolve().then(() => claimsOutcome(answered(code, httpStatus, named, sent), 'p-1/l-1'));
    if (expected === 'conflict' || expected === 'unknown') expect(await outcome).toBe(expected);
    else expect((await ledgerErrorOf(outcome)).code).toBe(expected);
  });
});

describe('facts', () => {
  it.each(['lost-request', 'lost-reply', 'bad-gateway', 'wrong-200', 'throttled'] as const)(
    'are written again after %s; twice changes nothing',
    async (kind) => {
      const { makeLedger, sandbox } = await start();
      const ledger = makeLedger();
      sandbox.fault({ action: 'PutLogs', kind, times: 3 });
      await ledger.append([anOpened()]);
      const view = await openLedger(ledger, anOpened({ ledgerId: 'other' }), fakeClock());
      expect(view.state.ledgerId).toBe('ledger-1');
      expect(sandbox.books().writes).toHaveLength(4);
    },
  );

  it('that the service refuses are not tried again, and the error says what to grant', async () => {
    const { makeLedger, sandbox } = await start();
    sandbox.fault({ action: 'PutLogs', kind: { code: 'Unauthorized', httpStatus: 401, executed: false }, times: 1 });
    const error = await ledgerErrorOf(makeLedger().append([anOpened()]));
    expect(error).toMatchObject({ code: 'unwritable', cause: expect.any(CloudError) as CloudError });
    expect((error.cause as { fields: CloudErrorFields }).fields).toMatchObject({
      kind: 'permission',
      ramAction: 'log:PostLogStoreLogs',
    });
    expect(error.message).toContain('grant the RAM action log:PostLogStoreLogs');
    expect(sandbox.books().writes).toHaveLength(1);
  });

  it('that find no answer at all are given up at last', async () => {
    const { makeLedger, sandbox, clock } = await start();
    sandbox.fault({ action: 'PutLogs', kind: 'bad-gateway-unexecuted', times: 1000 });
    const from = clock.now();
    expect((await ledgerErrorOf(makeLedger().append([anOpened()]))).code).toBe('unwritable');
    expect(sandbox.books().writes).toHaveLength(12);
    expect(clock.now() - from).toBeLessThan(90 * SECOND);
  });

  it('that are long are written one by one, and the longest reason is cut', () => {
    const [long, longest] = [aRefused({ reason: '余'.repeat(290_000) }), aRefused({ reason: '余'.repeat(400_000) })];
    const groups = groupsOf([long, long, long, longest, aFinished()], NOW_MS);
    expect(groups.map(({ logs }) => logs.length)).toEqual([3, 2]);
    for (const group of groups) expect(encodeLogGroup(group).length).toBeLessThan(3_000_000);
    expect(groups[1]?.logs[0]?.contents['reason']).toBe(`${'余'.repeat(300_000)} …`);
  });

  it('in any number are written in order, within the limits', () => {
    const facts = Array.from({ length: 5000 }, (_, index) => aFinished({ runId: `run-${index}` }));
    const groups = groupsOf(facts, NOW_MS);
    expect(groups.length).toBeGreaterThan(1);
    for (const group of groups) {
      expect(group.logs.length).toBeLessThanOrEqual(4096);
      expect(encodeLogGroup(group).length).toBeLessThan(3_000_000);
    }
    expect(groups.flatMap(({ logs }) => logs.map(({ contents }) => contents['runId']))).toEqual(
      facts.map(({ runId }) => runId),
    );
  });
});
