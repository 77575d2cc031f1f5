import { randomUUID } from 'node:crypto';
import type { SandboxReply } from '../../../src/lib/wire.ts';
import { createDomainSandbox, type DomainSandbox } from '../../../src/sandbox/domain-api.ts';
import type { DomainSandboxOptions } from '../../../src/sandbox/options.ts';
import { signatureOf, stringToSign } from '../../../src/sandbox/signature.ts';

/** 2026-11-21T00:00:00Z. */
export const START_MS = 1_795_219_200_000;

export interface DirectClient {
  readonly sandbox: DomainSandbox;
  /** A signed POST; what is in `overrides` replaces common parameters after which the signature is made. */
  call(action: string, params?: Record<string, string>): SandboxReply;
  /** The parsed body of an answer that arrives with status 200. */
  json(action: string, params?: Record<string, string>): Record<string, unknown>;
}

/** A sandbox without chaos whose clock stands at START_MS, and a client that calls it without a socket. */
export function directClient(options: Partial<DomainSandboxOptions> = {}): DirectClient {
  const sandbox = createDomainSandbox({
    seed: 7,
    chaos: 'off',
    staleDate: 'rejected',
    domainCount: 40,
    now: () => START_MS,
    ...options,
  });
  let nonceCount = 0;
  const call = (action: string, params: Record<string, string> = {}): SandboxReply => {
    nonceCount += 1;
    const body = signedForm({ Action: action, SignatureNonce: `nonce-${nonceCount}`, ...params });
    return sandbox.handle({ method: 'POST', path: '/', headers: {}, body: new TextEncoder().encode(body) });
  };
  const json = (action: string, params: Record<string, string> = {}): Record<string, unknown> => {
    const reply = call(action, params);
    if (reply.status !== 200 || reply.fate !== 'answer') throw new Error(`${reply.status}: ${String(reply.body)}`);
    return JSON.parse(String(reply.body)) as Record<string, unknown>;
  };
  return { sandbox, call, json };
}

/** All parameters of a call with the common ones and the signature. */
export function signedForm(params: Record<string, string>, method = 'POST', secret = 'sandbox-secret'): string {
  const all: Record<string, string> = {
    Format: 'JSON',
    Version: '2018-01-29',
    AccessKeyId: 'sandbox',
    Timestamp: '2026-11-21T00:00:00Z',
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: randomUUID(),
    ...params,
  };
  const Signature = signatureOf(stringToSign(method, Object.entries(all)), secret);
  return new URLSearchParams({ ...all, Signature }).toString();
}

/** The parameters of a batch with one order for each domain. */
export function batchParams(
  orders: readonly { name: string; expiryMs: number; years?: number }[],
): Record<string, string> {
  return Object.fromEntries(
    orders.flatMap(({ name, expiryMs, years }, index) => [
      [`OrderRenewParam.${index + 1}.DomainName`, name],
      [`OrderRenewParam.${index + 1}.CurrentExpirationDate`, String(expiryMs)],
      [`OrderRenewParam.${index + 1}.SubscriptionDuration`, String(years ?? 1)],
    ]),
  );
}

export function rowsOf(answer: Record<string, unknown>, list: string): Record<string, unknown>[] {
  return (answer['Data'] as Record<string, Record<string, unknown>[]>)[list] ?? [];
}
