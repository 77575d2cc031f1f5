import type { FcContext } from '../src/adapters/fc-context.ts';
import { outward } from '../src/adapters/log.ts';
import type { RenewalResult } from '../src/report/result.ts';
import { renewalRun } from '../src/runs/renewal-run.ts';
import { prepare } from './parts.ts';

/**
 * The renewal function: a timer event acts in RENEW_MODE; any other event plans unless it asks to renew.
 * @throws InputError for wrong settings or events; the invocation then counts as failed, and nothing was called.
 */
export async function handler(event: Uint8Array, context: FcContext): Promise<RenewalResult> {
  const { config, order, parts, log } = prepare(event, context, 'renew');
  try {
    const result = await renewalRun(config, order, parts);
    log.finished({ ...result.run, inventory: result.inventory, verdicts: result.verdicts, stops: result.stops.length });
    return result;
  } catch (error) {
    log.failed(error);
    throw outward(error);
  }
}
