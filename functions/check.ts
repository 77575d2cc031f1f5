import type { FcContext } from '../src/adapters/fc-context.ts';
import { outward } from '../src/adapters/log.ts';
import type { CheckResult } from '../src/report/result.ts';
import { checkRun } from '../src/runs/check-run.ts';
import { prepare } from './parts.ts';

/**
 * The check function: settles the open claims by evidence. It never spends, so an event can only name the domains to look at.
 * @throws InputError for wrong settings or events; the invocation then counts as failed, and nothing was called.
 */
export async function handler(event: Uint8Array, context: FcContext): Promise<CheckResult> {
  const { order, parts, log } = prepare(event, context, 'check');
  try {
    const result = await checkRun(order, parts);
    const { settled, open, stops, problems } = result;
    log.finished({
      ...result.run,
      settled: settled.length,
      open: open.length,
      stops: stops.length,
      problems: problems.length,
    });
    return result;
  } catch (error) {
    log.failed(error);
    throw outward(error);
  }
}
