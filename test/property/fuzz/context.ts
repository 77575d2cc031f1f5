import fc from 'fast-check';
import { credentialsOf, deadlineOf, type FcContext } from '../../../src/adapters/fc-context.ts';
import type { Environment } from '../../../src/config/settings.ts';
import { fromIso, toIso } from '../../../src/model/time.ts';
import { NOW_MS } from '../../builders/domains.ts';
import { checkInputError } from './checks.ts';
import { cameOf } from './errors.ts';
import { written } from './mutate-bytes.ts';
import { mutated } from './mutate-json.ts';
import { type Json, SECRETS, secretIn } from './odd-values.ts';
import { aTarget, demand, errorText, type Target } from './target.ts';

const CREDENTIALS = { ...SECRETS };
const CONTEXTS: readonly Json[] = [
  {
    requestId: '1-64e2-dd3a2b',
    credentials: CREDENTIALS,
    function: { name: 'renew', handler: 'renew.handler', memory: 512, timeout: 600 },
    service: { logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
    region: 'cn-hangzhou',
    accountId: '123456',
    retryCount: 0,
  },
  {
    requestId: '1',
    credentials: { accessKeyId: '', accessKeySecret: '', securityToken: '' },
    function: { timeout: 60 },
  },
  { requestId: '2' },
];
const VALUES: readonly Json[] = [600, 0, -1, 1e15, 1e300, 86_400, '600', CREDENTIALS, { accessKeyId: 'x' }];
const ENVIRONMENTS: readonly Environment[] = [
  {},
  { ALIBABA_CLOUD_ACCESS_KEY_ID: 'own-key-id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'own-secret' },
];
const DAY_S = 86_400;

/** What the platform hands over: whole keys or a refusal, and a time limit that can be written down. */
export const CONTEXT: Target = aTarget({
  name: 'context of an invocation',
  shortCases: 250,
  arbitrary: fc.record({
    text: mutated(CONTEXTS, { values: VALUES }).map(written).map(asObject),
    environment: fc.constantFrom(...ENVIRONMENTS),
  }),
  check({ text, environment }) {
    const context = JSON.parse(text) as FcContext;
    const { value: deadlineMs, error: noDeadline } = cameOf(() => deadlineOf(context, NOW_MS));
    demand(noDeadline === null && deadlineMs !== null, () => `no time limit: ${errorText(noDeadline)}`);
    const isSensible = deadlineMs >= NOW_MS && deadlineMs <= NOW_MS + DAY_S * 1000;
    // It goes into the ledger, and must come out again as it was.
    demand(isSensible && fromIso(toIso(Math.trunc(deadlineMs))) !== null, () => `the run ends at ${deadlineMs}`);
    const { value: keys, error } = cameOf(() => credentialsOf(context, environment));
    if (error !== null) {
      checkInputError(error, 'settings');
      demand(secretIn(error.message) === null, () => error.message);
      return;
    }
    demand(keys !== null, () => 'no keys came');
    const texts = [keys.accessKeyId, keys.accessKeySecret, keys.securityToken ?? 'none'];
    demand(
      texts.every((one) => typeof one === 'string' && one !== ''),
      () => `half a key: ${JSON.stringify(keys)}`,
    );
  },
});

/** The platform hands over an object; JSON that is none stands for an empty one. */
function asObject(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? text : '{}';
  } catch {
    return '{}';
  }
}
