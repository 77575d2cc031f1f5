import { describe, expect, it } from 'vitest';
import { credentialsOf, deadlineOf, type FcContext } from '../../../src/adapters/fc-context.ts';
import { InputError } from '../../../src/config/fault.ts';
import { NOW_MS } from '../../builders/domains.ts';

/** What the platform may hand over, whatever its types say. */
function context(fields: object): FcContext {
  return { requestId: 'r-1', ...fields };
}

describe('deadlineOf', () => {
  const table: [timeout: unknown, afterMs: number][] = [
    [600, 600_000],
    [0, 60_000],
    [-1, 60_000],
    ['600', 60_000],
    [Number.NaN, 60_000],
    [undefined, 60_000],
    [1e15, 86_400_000],
    [Number.POSITIVE_INFINITY, 86_400_000],
  ];
  it.each(table)('with a timeout of %s it is %d ms from now', (timeout, afterMs) => {
    expect(deadlineOf(context({ function: { timeout } }), NOW_MS)).toBe(NOW_MS + afterMs);
  });
});

describe('credentialsOf', () => {
  const own = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'own-id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'own-secret' };
  const fallback = { accessKeyId: 'own-id', accessKeySecret: 'own-secret' };
  const role = { accessKeyId: 'STS.1', accessKeySecret: 's', securityToken: 't' };
  const table: [name: string, credentials: unknown, expected: object][] = [
    ['a role', role, role],
    ['a role without a token', { ...role, securityToken: '' }, { accessKeyId: 'STS.1', accessKeySecret: 's' }],
    ['no role', undefined, fallback],
    ['null', null, fallback],
    ['empty keys', { accessKeyId: '', accessKeySecret: '', securityToken: '' }, fallback],
    ['a key without its secret', { accessKeyId: 'STS.1' }, fallback],
    ['keys that are no texts', { accessKeyId: 1, accessKeySecret: {} }, fallback],
  ];
  it.each(table)('%s', (_name, credentials, expected) => {
    expect(credentialsOf(context({ credentials }), own)).toEqual(expected);
  });

  it('refuses half a key where the environment has none either', () => {
    expect(() => credentialsOf(context({ credentials: { accessKeyId: 'STS.1' } }), {})).toThrow(InputError);
  });
});
