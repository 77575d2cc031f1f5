import { CloudError } from '../model/cloud-error.ts';
import { createScrub } from './domain-api-scrub.ts';
import { type FcInvoked, fcAnswerOf } from './fc-invoke-answer.ts';
import { type FcSend, loadFc2, loadFc3 } from './fc-invoke-packages.ts';
import { type FcInvocation, fcTarget } from './fc-invoke-target.ts';
import { watchExchange } from './fc-invoke-watch.ts';

export type { FcInvocation, FcInvoked };

/**
 * Calls the function once, whatever comes of it: nothing is ever sent a second time, since a run may be at work although its answer
 * was lost. The packages for it are loaded here, by the first call, and by nothing else.
 * @throws InputError for an invocation that cannot be meant; nothing was sent then.
 * @throws CloudError when no answer of the function came: its text says whether the function may have run.
 */
export async function invokeFunction(invocation: FcInvocation): Promise<FcInvoked> {
  const target = fcTarget(invocation);
  const scrub = createScrub(invocation.credentials);
  const packageName = target.service === null ? '@alicloud/fc20230330' : '@alicloud/fc2';
  const send = await loaded(packageName, target.service === null ? loadFc3 : loadFc2);
  const exchange = await watchExchange(invocation.timeoutMs, async () => await send(target, invocation));
  const answer = fcAnswerOf(exchange, invocation.timeoutMs, scrub);
  if (!answer.ok) throw new CloudError(answer.fields);
  return answer.invoked;
}

async function loaded(packageName: string, load: () => Promise<FcSend>): Promise<FcSend> {
  try {
    return await load();
  } catch {
    // Why it failed names paths of this machine only; what to do is the same for all reasons.
    const detail = `the package ${packageName} cannot be loaded: install with npm ci; the function was not called`;
    const blank = { httpStatus: 0, requestId: '', ramAction: '' };
    throw new CloudError({ ...blank, kind: 'rejected', action: 'InvokeFunction', code: 'NotLoaded', detail });
  }
}
