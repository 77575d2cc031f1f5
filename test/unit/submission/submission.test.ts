import { describe, expect, it } from 'vitest';
import type { ClaimedBatch } from '../../../src/claims/claimed-batch.ts';
import { BrokenPromise } from '../../../src/lib/assert.ts';
import { staleWhy } from '../../../src/submission/freshness.ts';
import { blamesRequest, outcomeOf } from '../../../src/submission/outcome.ts';
import { outcomeEntries, submitBatch } from '../../../src/submission/submit-batch.ts';
import type { HoldBack, RenewRequest, SubmitReply, Submitter } from '../../../src/submission/submitter.ts';
import { aClaimedBatch } from '../../builders/claimed-batch.ts';
import { aRenewal, DAY, MINUTE, NOW_MS, SECOND } from '../../builders/domains.ts';
import { aDoubted, anAccepted, aRefused, aTaskNo } from '../../builders/ledger.ts';

/** A submitter that notes what it is asked for and answers always the same. */
function aSubmitter(reply: SubmitReply = { kind: 'reply', taskNo: 'task-1', requestId: 'R' }) {
  const requests: RenewRequest[] = [];
  const submitter: Submitter = {
    async submitRenewal(request, holdBack) {
      const why = holdBack();
      if (why === null) requests.push(request);
      return await Promise.resolve(why === null ? reply : { kind: 'not-sent', why });
    },
  };
  return { requests, submitter };
}

const free: HoldBack = () => null;

const error = (code: string, httpStatus: number): SubmitReply => ({
  kind: 'error',
  code,
  httpStatus,
  requestId: 'R',
  detail: '',
  ramAction: '',
});

describe('outcomeOf an error', () => {
  /** Facts on the Domain API, section 5, with the status that each comes with. */
  const codes: [code: string, httpStatus: number, outcome: string][] = [
    ['ParameterIllegal', 400, 'refused'],
    ['NetworkIOError', 400, 'unknown'],
    ['TaskIsBeingProcessed', 400, 'unknown'],
    ['MissingParameter', 400, 'refused'],
    ['MissingOrderRenewParam', 400, 'refused'],
    ['InvalidParameter', 400, 'refused'],
    ['UnsupportedOperation', 400, 'refused'],
    ['NoSuchVersion', 400, 'refused'],
    ['Throttling', 400, 'refused'],
    ['Throttling.User', 400, 'refused'],
    ['Throttling.Api', 429, 'refused'],
    ['Forbidden', 403, 'refused for the account'],
    ['Forbidden.RAM', 403, 'refused for the account'],
    ['Forbidden.RiskControl', 403, 'refused for the account'],
    ['Forbidden.UserVerification', 403, 'refused for the account'],
    ['NoPermission', 403, 'refused for the account'],
    ['InvalidAccessKeyId.NotFound', 400, 'refused for the account'],
    ['InvalidAccessKeyId.NotFound', 404, 'refused for the account'],
    ['InvalidAccessKeyId.Inactive', 403, 'refused for the account'],
    ['SignatureDoesNotMatch', 403, 'refused for the account'],
    ['IncompleteSignature', 400, 'refused for the account'],
    ['InvalidSecurityToken.Expired', 400, 'refused for the account'],
    ['InvalidSecurityToken.Malformed', 400, 'refused for the account'],
    ['InvalidSecurityToken.MismatchWithAccessKey', 403, 'refused for the account'],
    ['MissingSecurityToken', 400, 'refused for the account'],
    ['InvalidTimeStamp.Expired', 400, 'refused for the account'],
    ['InvalidTimeStamp.Format', 400, 'refused for the account'],
    ['SignatureNonceUsed', 400, 'unknown'],
    ['InternalError', 500, 'unknown'],
    ['InternalError', 400, 'unknown'],
    ['ServiceUnavailable', 503, 'unknown'],
    ['DomainNotExist', 400, 'unknown'],
    ['InvaildParameter', 400, 'unknown'],
    ['Failed', 400, 'unknown'],
    ['QueryRegistryFailed', 400, 'unknown'],
    ['Busy', 400, 'unknown'],
    ['OrderProcessing', 400, 'unknown'],
    ['OrderNotPay', 400, 'unknown'],
    ['PriceError', 400, 'unknown'],
    ['SomethingNew', 400, 'unknown'],
    ['', 400, 'unknown'],
    // Near misses of the closed list.
    ['parameterillegal', 400, 'unknown'],
    ['ParameterIllegal ', 400, 'unknown'],
    ['ParameterIllegal.Sub', 400, 'unknown'],
    ['Throttling.Whatever', 400, 'unknown'],
    ['Missing', 400, 'unknown'],
    ['MissingParameter.1', 400, 'unknown'],
    ['NotMissingParameter', 400, 'unknown'],
    ['constructor', 400, 'unknown'],
    // The right code with a status that proves nothing.
    ['ParameterIllegal', 200, 'unknown'],
    ['ParameterIllegal', 399, 'unknown'],
    ['ParameterIllegal', 500, 'unknown'],
    ['Throttling.User', 503, 'unknown'],
    ['Forbidden.RAM', 502, 'unknown'],
    ['MissingParameter', 0, 'unknown'],
    ['ParameterIllegal', 499, 'refused'],
  ];
  it.each(codes)('%j with HTTP %i: %s', (code, httpStatus, expected) => {
    const outcome = outcomeOf(error(code, httpStatus));
    const wide = outcome.outcome === 'refused' && outcome.accountWide ? ' for the account' : '';
    expect(`${outcome.outcome}${wide}`).toBe(expected);
  });

  it('says the code and the status alone where the service sent no text', () => {
    expect(outcomeOf(error('Busy', 400))).toEqual({ outcome: 'unknown', reason: 'Busy (HTTP 400)' });
  });

  it('keeps the code, the text and the action to grant', () => {
    const reply: SubmitReply = {
      kind: 'error',
      code: 'Forbidden.RAM',
      httpStatus: 403,
      requestId: 'R',
      detail: 'not authorized',
      ramAction: 'domain:CreateOrderRenew',
    };
    expect(outcomeOf(reply)).toEqual({
      outcome: 'refused',
      reason: 'Forbidden.RAM (HTTP 403): not authorized',
      accountWide: true,
      ramAction: 'domain:CreateOrderRenew',
    });
  });
});

describe('blamesRequest', () => {
  it.each<[reason: string, expected: boolean]>([
    ['ParameterIllegal (HTTP 400)', true],
    ['ParameterIllegal', true],
    ['InvalidParameter (HTTP 400): the domain is locked', true],
    ['MissingOrderRenewParam (HTTP 400): x', true],
    ['Throttling (HTTP 400)', false],
    ['Throttling.User (HTTP 400): ParameterIllegal', false],
    ['Forbidden.RAM (HTTP 403): not authorized', false],
    ['SomethingNew (HTTP 400)', false],
    // The ledger of another program may give no reason, or one in its own words.
    ['', false],
    [' ParameterIllegal', false],
    ['refused: ParameterIllegal', false],
  ])('%j: %s', (reason, expected) => {
    expect(blamesRequest(reason)).toBe(expected);
  });
});

describe('outcomeOf a reply', () => {
  it.each<[string, unknown, string]>([
    ['a task number', '60d6e201-8ad4', 'accepted'],
    ['a task number with blanks around it', ' x ', 'accepted'],
    ['{}', undefined, 'unknown'],
    ['null', null, 'unknown'],
    ['an empty task number', '', 'unknown'],
    ['a blank one', ' \n', 'unknown'],
    ['a number', 4711, 'unknown'],
    ['a list', ['x'], 'unknown'],
    ['an object', { TaskNo: 'x' }, 'unknown'],
    ['true', true, 'unknown'],
  ])('%s: %j is %s', (_name, taskNo, expected) => {
    expect(outcomeOf({ kind: 'reply', taskNo, requestId: 'R' }).outcome).toBe(expected);
  });

  it('says what an answer without a number lacks', () => {
    expect(outcomeOf({ kind: 'reply', taskNo: '', requestId: 'R' })).toEqual({
      outcome: 'unknown',
      reason: 'the reply has no task number',
    });
  });

  it('what was not sent is not sent', () => {
    expect(outcomeOf({ kind: 'not-sent', why: 'x' })).toEqual({ outcome: 'not-sent', reason: 'x' });
  });

  it.each(['TimedOut', 'ConnectionReset', 'NotJson', 'ECONNREFUSED'])('no answer (%s) is unknown', (code) => {
    expect(outcomeOf({ kind: 'no-answer', code, detail: 'x' })).toEqual({ outcome: 'unknown', reason: `${code}: x` });
  });
});

describe('staleWhy', () => {
  const at = (rest: { nowMs?: number; oldestReadingMs?: number; deadlineMs?: number }) => ({
    nowMs: NOW_MS,
    oldestReadingMs: NOW_MS,
    deadlineMs: NOW_MS + 10 * MINUTE,
    ...rest,
  });
  // The batch was claimed at NOW_MS.
  const table: [name: string, when: Parameters<typeof at>[0], expected: string | null][] = [
    ['at once', {}, null],
    ['60 s later', { nowMs: NOW_MS + 60 * SECOND }, null],
    ['60.001 s later', { nowMs: NOW_MS + 60 * SECOND + 1 }, 'its claim is 60 s old, more than 60 s'],
    ['90 s later', { nowMs: NOW_MS + 90 * SECOND }, 'its claim is 90 s old, more than 60 s'],
    ['the clock stepped back', { nowMs: NOW_MS - 1 }, 'its claim is 0 s old, more than 60 s'],
    ['the clock stepped back by a day', { nowMs: NOW_MS - DAY }, 'its claim is -86400 s old, more than 60 s'],
    ['readings of 5 minutes', { oldestReadingMs: NOW_MS - 5 * MINUTE }, null],
    [
      'older readings',
      { oldestReadingMs: NOW_MS - 5 * MINUTE - 1 },
      'its domains were read 300 s ago, more than 300 s',
    ],
    ['readings from the future', { oldestReadingMs: NOW_MS + 1 }, 'its domains were read 0 s ago, more than 300 s'],
    ['no reading at all', { oldestReadingMs: 0 }, 'its domains were read 1780315200 s ago, more than 300 s'],
    ['30 s before the deadline', { deadlineMs: NOW_MS + 30 * SECOND }, null],
    ['29.999 s before the deadline', { deadlineMs: NOW_MS + 30 * SECOND - 1 }, 'only 30 s of the time limit are left'],
    ['after the deadline', { deadlineMs: NOW_MS - SECOND }, 'only -1 s of the time limit are left'],
  ];
  it.each(table)('%s', async (_name, when, expected) => {
    expect(staleWhy(await aClaimedBatch(), at(when))).toBe(expected);
  });
});

describe('submitBatch', () => {
  it('sends what was claimed, in the service’s own terms', async () => {
    const terms = { years: 3, permitPremium: true, couponNo: 'C', promotionNo: 'P' };
    const domains = [
      aRenewal({ name: 'a.com', listedName: 'A.com', ...terms }),
      aRenewal({ name: '例子.中国', expiryMs: NOW_MS + DAY, ...terms }),
    ];
    const { requests, submitter } = aSubmitter();
    const batch = await aClaimedBatch(domains);
    expect(await submitBatch(batch, submitter, free)).toEqual({ outcome: 'accepted', taskNo: 'task-1' });
    expect(requests).toEqual([
      {
        orders: [
          { domainName: 'A.com', expiryMs: NOW_MS + 10 * DAY, years: 3, permitPremium: true },
          { domainName: '例子.中国', expiryMs: NOW_MS + DAY, years: 3, permitPremium: true },
        ],
        couponNo: 'C',
        promotionNo: 'P',
      },
    ]);
  });

  it('does not send what is held back, nor later', async () => {
    const { requests, submitter } = aSubmitter();
    const batch = await aClaimedBatch();
    expect(await submitBatch(batch, submitter, () => 'too old')).toEqual({
      outcome: 'not-sent',
      reason: 'too old',
    });
    await expect(submitBatch(batch, submitter, free)).rejects.toThrow('a claimed batch is sent once');
    expect(requests).toEqual([]);
  });

  it('refuses the same batch twice, whatever the first attempt led to', async () => {
    const { requests, submitter } = aSubmitter({ kind: 'no-answer', code: 'TimedOut', detail: '' });
    const batch = await aClaimedBatch();
    await submitBatch(batch, submitter, free);
    await expect(submitBatch(batch, submitter, free)).rejects.toBeInstanceOf(BrokenPromise);
    expect(requests).toHaveLength(1);
  });

  it('refuses the same batch twice at the same time, and after a throw', async () => {
    const { requests, submitter } = aSubmitter();
    const batch = await aClaimedBatch();
    const both = await Promise.allSettled([submitBatch(batch, submitter, free), submitBatch(batch, submitter, free)]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(requests).toHaveLength(1);

    const other = await aClaimedBatch();
    const throwing: Submitter = { submitRenewal: async () => await Promise.reject(new Error('no socket')) };
    await expect(submitBatch(other, throwing, free)).rejects.toThrow('no socket');
    await expect(submitBatch(other, submitter, free)).rejects.toThrow('a claimed batch is sent once');
    expect(requests).toHaveLength(1);
  });

  it('refuses a look-alike, also a copy of a real one', async () => {
    const { requests, submitter } = aSubmitter();
    const real = await aClaimedBatch();
    const castle = { pairs: real.pairs, claimedMs: real.claimedMs } as unknown as ClaimedBatch;
    for (const fake of [castle, { ...real }, structuredClone(real), Object.create(real) as ClaimedBatch]) {
      await expect(submitBatch(fake, submitter, free)).rejects.toThrow('only a batch whose claims were read back');
    }
    expect(requests).toEqual([]);
  });

  it('takes no plain object: that does not compile', async () => {
    const { requests, submitter } = aSubmitter();
    const plain = { pairs: [], claimedMs: NOW_MS };
    // @ts-expect-error: a plain object lacks the mark that only the claims stage gives.
    await expect(submitBatch(plain, submitter, free)).rejects.toBeInstanceOf(BrokenPromise);
    // @ts-expect-error: nor does a planned batch have it.
    await expect(submitBatch([aRenewal()], submitter, free)).rejects.toBeInstanceOf(BrokenPromise);
    expect(requests).toEqual([]);
  });
});

describe('outcomeEntries', () => {
  it('is one entry for each claim', async () => {
    const batch = await aClaimedBatch([aRenewal({ name: 'a.com' }), aRenewal({ name: 'b.cn' })]);
    const a = { claim: 'claim-1', domain: 'a.com', atMs: NOW_MS + 1 };
    const b = { claim: 'claim-2', domain: 'b.cn', atMs: NOW_MS + 1 };
    const entries = (outcome: Parameters<typeof outcomeEntries>[1]) => outcomeEntries(batch, outcome, NOW_MS + 1);
    expect(entries({ outcome: 'accepted', taskNo: aTaskNo('T') })).toEqual([
      anAccepted({ ...a, taskNo: 'T' }),
      anAccepted({ ...b, taskNo: 'T' }),
    ]);
    const refused = { outcome: 'refused', reason: 'why', accountWide: true, ramAction: '' } as const;
    expect(entries(refused)).toEqual([aRefused({ ...a, reason: 'why' }), aRefused({ ...b, reason: 'why' })]);
    expect(entries({ outcome: 'unknown', reason: 'why' })).toEqual([
      aDoubted({ ...a, reason: 'why' }),
      aDoubted({ ...b, reason: 'why' }),
    ]);
  });
});
