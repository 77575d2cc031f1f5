import { Agent } from 'node:http';
import type { PopCall, PopClient, PopOutcome } from '../../src/adapters/pop-core-client.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { toIso } from '../../src/model/time.ts';
import type { DomainSandbox } from '../../src/sandbox/domain-api.ts';
import { signatureOf, stringToSign } from '../../src/sandbox/signature.ts';
import type { SimProcess } from './sim-process.ts';

/** Carries calls to the sandbox's core without sockets, in simulated time. */
export function simClient(sandbox: DomainSandbox, process: SimProcess, clock: Clock, nonce: () => string): PopClient {
  return {
    newAgent: () => new Agent(),
    attempt: async (call) => {
      // Nothing stands between the last look at the age of a claim and its sending, so no pause fits in there.
      const mayPause = !call.action.startsWith('Save');
      return await process.deed(async () => await carry(call, { sandbox, clock, nonce }), mayPause);
    },
  };
}

async function carry(
  call: PopCall,
  { sandbox, clock, nonce }: { sandbox: DomainSandbox; clock: Clock; nonce: () => string },
): Promise<PopOutcome> {
  const body = new TextEncoder().encode(form(call, clock.now(), nonce()));
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const reply = sandbox.handle({ method: 'POST', path: '/', headers, body });
  const failed = { kind: 'failed', httpStatus: 0, headers: {}, ranOut: null } as const;
  if (reply.fate === 'hang' || reply.delayMs > call.readMs) {
    await clock.sleep(call.connectMs + call.readMs);
    return { ...failed, error: null, ranOut: 'overall' };
  }
  await clock.sleep(reply.delayMs + 20);
  if (reply.fate !== 'answer') return { ...failed, error: { code: 'ECONNRESET' } };
  const text = typeof reply.body === 'string' ? reply.body : new TextDecoder().decode(reply.body);
  try {
    return { kind: 'body', body: JSON.parse(text), httpStatus: reply.status, headers: {} };
  } catch {
    // An HTML page: what pop-core sees then.
    return { ...failed, httpStatus: reply.status, error: { name: 'SyntaxError' } };
  }
}

function form(call: PopCall, nowMs: number, nonce: string): string {
  const params: [string, string][] = [
    ['Action', call.action],
    ['Version', '2018-01-29'],
    ['Format', 'JSON'],
    ['AccessKeyId', 'sandbox'],
    ['SignatureMethod', 'HMAC-SHA1'],
    ['SignatureVersion', '1.0'],
    ['SignatureNonce', nonce],
    ['Timestamp', `${toIso(nowMs).slice(0, 19)}Z`],
  ];
  for (const [name, value] of Object.entries(call.params)) {
    if (typeof value !== 'object') params.push([name, String(value)]);
    else {
      for (const [index, item] of value.entries()) {
        for (const [key, one] of Object.entries(item)) params.push([`${name}.${index + 1}.${key}`, String(one)]);
      }
    }
  }
  const signature = signatureOf(stringToSign('POST', params), 'sandbox-secret');
  return new URLSearchParams([...params, ['Signature', signature]]).toString();
}
