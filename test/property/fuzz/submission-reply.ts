import fc from 'fast-check';
import { createDomainApi } from '../../../src/adapters/domain-api.ts';
import { outcomeOf } from '../../../src/submission/outcome.ts';
import { MINUTE, NOW_MS } from '../../builders/domains.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { anAnswer } from './domain-replies.ts';
import { came } from './errors.ts';
import { SECRETS, secretIn } from './odd-values.ts';
import { aTarget, demand, errorText, type Target } from './target.ts';
import { outcomeOfAnswer, type WireAnswer, wireClient } from './wire.ts';

/** Written out from the error tables of the documents, not taken from the code: these prove that nothing was executed. */
const REFUSALS: ReadonlySet<string> = new Set([
  'ParameterIllegal',
  'MissingParameter',
  'InvalidParameter',
  'UnsupportedOperation',
  'NoSuchVersion',
  'Throttling',
  'Throttling.User',
  'Throttling.Api',
  'Forbidden',
  'Forbidden.RAM',
  'Forbidden.RiskControl',
  'Forbidden.UserVerification',
  'NoPermission',
  'InvalidAccessKeyId.NotFound',
  'InvalidAccessKeyId.Inactive',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'InvalidSecurityToken.Expired',
  'InvalidSecurityToken.Malformed',
  'InvalidSecurityToken.MismatchWithAccessKey',
  'MissingSecurityToken',
  'InvalidTimeStamp.Expired',
  'InvalidTimeStamp.Format',
]);

/** Whether an answer proves that a submission was not executed: what the product may believe, said once more and independently. */
export function provesRefusal({ text, status }: WireAnswer): boolean {
  const outcome = outcomeOfAnswer({ text, status });
  if (status < 400 || status > 499 || outcome.kind !== 'body') return false;
  const code = ownText(outcome.body, 'Code') ?? ownText(outcome.body, 'code') ?? '';
  return REFUSALS.has(code) || /^Missing[A-Z][A-Za-z]+$/.test(code);
}

/** A field of the body itself, as text. */
function ownText(body: unknown, name: string): string | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !Object.hasOwn(body, name)) return null;
  const value: unknown = Reflect.get(body, name);
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const isBig =
    typeof value === 'object' && value !== null && 'toFixed' in value && typeof value.toFixed === 'function';
  return isBig ? (value as { toFixed(): string }).toFixed() : null;
}

const ACTION = 'SaveBatchTaskForCreatingOrderRenew';
const ORDERS = [{ domainName: 'a.com', expiryMs: NOW_MS, years: 1, permitPremium: false }];

/** One submission, one attempt, and one of three outcomes, each only for what proves it. */
export const SUBMISSION_REPLY: Target = aTarget({
  name: `reply to ${ACTION}`,
  shortCases: 250,
  arbitrary: fc.oneof({ weight: 9, arbitrary: anAnswer(ACTION) }, { weight: 1, arbitrary: fc.constant(null) }),
  async check(answer: WireAnswer | null) {
    const failed = { kind: 'failed', error: { code: 'ECONNRESET' }, httpStatus: 0, headers: {}, ranOut: null } as const;
    const client = wireClient(() => (answer === null ? failed : outcomeOfAnswer(answer)));
    const options = { endpoint: 'http://localhost', apiVersion: '2018-01-29', lang: 'en', userClientIp: '' };
    const [clock, deadlineMs] = [fakeClock(), NOW_MS + 10 * MINUTE];
    const api = createDomainApi({ ...options, credentials: SECRETS, deadlineMs, clock, random: () => 0.5, client });
    const request = { orders: ORDERS, couponNo: null, promotionNo: null };
    const { value: reply, error } = await came(async () => await api.submitRenewal(request, () => null));
    demand(reply !== null, () => `it threw ${errorText(error)}`);
    demand(client.calls.length === 1, () => `${client.calls.length} attempts were made`);
    const outcome = outcomeOf(reply);
    const secret = secretIn(JSON.stringify([outcome, { ...reply, taskNo: '' }]));
    demand(secret === null || outcome.outcome === 'accepted', () => `"${secret}" stands in ${JSON.stringify(outcome)}`);
    switch (outcome.outcome) {
      case 'accepted':
        demand(saysTaskNo(answer, outcome.taskNo), () => `nothing told the task number ${outcome.taskNo}`);
        return;
      case 'refused':
        demand(answer !== null && provesRefusal(answer), () => `refused by ${JSON.stringify(answer)}`);
        return;
      case 'unknown':
        demand(answer === null || !provesRefusal(answer), () => `unknown, though refused by ${JSON.stringify(answer)}`);
        return;
      case 'not-sent':
        demand(false, () => 'it was sent');
    }
  },
});

function saysTaskNo(answer: WireAnswer | null, taskNo: string): boolean {
  if (answer === null || answer.status < 200 || answer.status > 299 || taskNo.trim() === '') return false;
  const outcome = outcomeOfAnswer(answer);
  const told = outcome.kind === 'body' ? [ownText(outcome.body, 'TaskNo'), ownText(outcome.body, 'taskNo')] : [];
  return told.some((text) => text?.trim() === taskNo);
}
