import type { PopCall } from '../../../src/adapters/pop-core-client.ts';
import type { SandboxReply } from '../../../src/lib/wire.ts';
import { toIso } from '../../../src/model/time.ts';
import { BSS_API_VERSION } from '../../../src/sandbox/bss-calls.ts';
import type { DomainSandbox } from '../../../src/sandbox/domain-api.ts';
import { signatureOf, stringToSign } from '../../../src/sandbox/signature.ts';

let nonces = 0;
/** The account's money has another version on the same gateway. */
const OF_BSS = new Set(['QueryAccountBalance', 'QueryCashCoupons']);

/** Asks the sandbox what pop-core would ask it, without sockets. */
export function askSandbox(sandbox: DomainSandbox, call: Pick<PopCall, 'action' | 'params'>): SandboxReply {
  const body = new TextEncoder().encode(form(call, sandbox.now()));
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return sandbox.handle({ method: 'POST', path: '/', headers, body });
}

/** The body as text, whatever it is. */
export function replyText({ body }: SandboxReply): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}

function form({ action, params }: Pick<PopCall, 'action' | 'params'>, nowMs: number): string {
  const pairs: [string, string][] = [
    ['Action', action],
    ['Version', OF_BSS.has(action) ? BSS_API_VERSION : '2018-01-29'],
    ['Format', 'JSON'],
    ['AccessKeyId', 'sandbox'],
    ['SignatureMethod', 'HMAC-SHA1'],
    ['SignatureVersion', '1.0'],
    ['SignatureNonce', `nonce-${++nonces}`],
    ['Timestamp', `${toIso(nowMs).slice(0, 19)}Z`],
  ];
  for (const [name, value] of Object.entries(params)) {
    if (typeof value !== 'object') pairs.push([name, String(value)]);
    else {
      for (const [index, item] of value.entries()) {
        for (const [key, one] of Object.entries(item)) pairs.push([`${name}.${index + 1}.${key}`, String(one)]);
      }
    }
  }
  const signature = signatureOf(stringToSign('POST', pairs), 'sandbox-secret');
  return new URLSearchParams([...pairs, ['Signature', signature]]).toString();
}
