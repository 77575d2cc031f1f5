import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { createScrub } from '../../../src/adapters/domain-api-scrub.ts';
import { fcAnswerOf } from '../../../src/adapters/fc-invoke-answer.ts';
import type { FcExchange } from '../../../src/adapters/fc-invoke-watch.ts';
import { CloudError } from '../../../src/model/cloud-error.ts';
import { readResult } from '../../../src/report/read-result.ts';
import { renderInvoked } from '../../../src/report/render-invoked.ts';
import { aCheckResult, aRenewalResult } from '../../unit/report/some-reports.ts';
import { cameOf, checkCloudError } from './errors.ts';
import { seldomCut, written } from './mutate-bytes.ts';
import { mutated } from './mutate-json.ts';
import { anOddText, type Json, SECRETS } from './odd-values.ts';
import { aTarget, demand, errorText, type Target } from './target.ts';

const SECRET_TEXTS = Object.values(SECRETS);
const RESULTS: readonly Json[] = [aRenewalResult(), aCheckResult()].map(
  (result) => JSON.parse(JSON.stringify(result)) as Json,
);
const THROWN: readonly Json[] = [
  {
    name: 'ResponseError',
    code: 'FunctionNotFound',
    message: 'x',
    statusCode: 404,
    data: { Code: 'FunctionNotFound', Message: 'no such function' },
  },
  {
    name: 'ResponseError',
    code: 'AccessDenied',
    message: 'x',
    data: { Code: 'AccessDenied', Message: `for ${SECRETS.accessKeyId} at https://x.y/?Signature=a` },
  },
  {
    name: 'FCSignatureNotMatchError',
    code: 'SignatureNotMatch',
    message: `POST /2016-08-15 failed with 403. requestid: 1-2, message: signed ${SECRETS.securityToken}.`,
  },
  { name: 'FCundefinedError', message: 'POST / failed with 500. requestid: 1-2, message: oops.' },
  { code: 'ECONNRESET', name: 'Error', message: `socket of ${SECRETS.accessKeySecret}` },
  { code: 'ECONNREFUSED' },
  { name: 'SyntaxError', message: 'Unexpected token <' },
  {},
];

const aHeader = fc.tuple(
  fc.constantFrom('x-fc-request-id', 'x-acs-request-id', 'x-fc-error-type', 'x-fc-log-result', 'content-type'),
  fc.oneof(
    fc.constantFrom('1-64e2-dd3a', 'UnhandledInvocationError', '', ...SECRET_TEXTS),
    fc.constantFrom('log \u001b[31mline', ...SECRET_TEXTS).map((text) => Buffer.from(text).toString('base64')),
    anOddText(20),
  ),
);

/** What is told of an answer is a plain one of a function that ran, or an error; never a key, not even out of the function's own words. */
const ANSWER: Target = aTarget({
  name: 'answer of an invoked function',
  shortCases: 250,
  arbitrary: fc.record({
    body: fc.option(
      seldomCut(
        mutated([...RESULTS, { errorMessage: 'x', errorType: 'Error' }], { values: SECRET_TEXTS }).map(written),
      ),
      { freq: 4 },
    ),
    thrown: mutated(THROWN, { values: SECRET_TEXTS }).map(written),
    status: fc.option(fc.constantFrom(200, 200, 200, 202, 301, 400, 401, 403, 404, 412, 429, 500, 502), { freq: 6 }),
    headers: fc.array(aHeader, { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs) as Record<string, string>),
    complete: fc.boolean(),
    sent: fc.boolean(),
    ranOut: fc.boolean(),
  }),
  check({ body, thrown, status, headers, complete, sent, ranOut }) {
    const response = status === null ? null : ({ statusCode: status, headers, complete } as unknown as IncomingMessage);
    const { value: error } = cameOf(() => JSON.parse(thrown) as unknown);
    const end: FcExchange['end'] =
      body === null || response === null || ranOut ? { kind: 'failed', error } : { kind: 'body', body };
    const { value: answer, error: fault } = cameOf(() =>
      fcAnswerOf({ end, response, sent: sent || response !== null, ranOut }, 600_000, createScrub(SECRETS)),
    );
    demand(answer !== null, () => `it threw ${errorText(fault)}`);
    if (!answer.ok) {
      checkCloudError(new CloudError(answer.fields), 'InvokeFunction');
      const { code, detail } = answer.fields;
      const saysNotCalled = detail.includes('the function was not called') && code !== 'NotSent';
      const isKnown = ['ConnectionRefused', 'HostNotFound', 'HostUnreachable', 'TlsFailed'].includes(code);
      demand(!saysNotCalled || isKnown, () => `certain by ${code}: ${detail}`);
      demand(code !== 'NotSent' || (!sent && response === null && !ranOut), () => 'it was sent');
      return;
    }
    const { requestId, httpStatus, errorType, logTail } = answer.invoked;
    demand(
      httpStatus >= 200 && httpStatus <= 299 && /^[\w.:-]{1,100}$/.test(requestId),
      () => `${httpStatus} ${requestId}`,
    );
    demand(errorType === null || /^[\w.:-]{1,100}$/.test(errorType), () => `the error type is ${errorType}`);
    demand(!/(?![\n\t])\p{Cc}/u.test(logTail), () => `the log steers: ${JSON.stringify(logTail)}`);
    const said = [requestId, errorType ?? '', answer.invoked.body, logTail];
    const secret = SECRET_TEXTS.find((one) => said.some((text) => text.includes(one)));
    demand(secret === undefined, () => `"${secret}" stands in ${said.join('|')}`);
  },
});

/** What a function returned is the result of a run or nothing known, and can be shown either way, on lines that steer nothing. */
const RESULT: Target = aTarget({
  name: 'result of an invoked function',
  shortCases: 150,
  arbitrary: fc.record({
    body: seldomCut(
      mutated(RESULTS, { values: ['renew', 'check', 'accepted', '2026-06-01T12:00:00.000Z', 'plan'] }).map(written),
    ),
    errorType: fc.constantFrom(null, null, null, 'UnhandledInvocationError'),
    logTail: anOddText(60),
  }),
  check({ body, errorType, logTail }) {
    const { value: result, error } = cameOf(() => readResult(body));
    demand(error === null, () => errorText(error));
    const about = { functionName: 'f', qualifier: 'LATEST', region: 'cn-hangzhou', requestId: 'R', errorType };
    const shown = cameOf(() =>
      renderInvoked({ ...about, body, result, logTail, windowDays: null }, { columns: 80, colour: false }),
    );
    demand(shown.value !== null, () => `it cannot be shown: ${errorText(shown.error)}`);
    for (const line of shown.value) {
      demand(!/[\p{Cc}\u2028\u202e]/u.test(line), () => `it steers: ${JSON.stringify(line).slice(0, 300)}`);
    }
    if (result === null) return;
    demand(result.run.kind === 'renew' || result.run.kind === 'check', () => `a run of kind ${result.run.kind}`);
    demand(
      [...result.stops, ...result.problems].every(({ message }) => typeof message === 'string'),
      () => 'a message is no text',
    );
  },
});

export const FUNCTION_ANSWERS: readonly Target[] = [ANSWER, RESULT];
