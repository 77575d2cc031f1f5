import { parentPort } from 'node:worker_threads';
import type { Outcome, Simulate, SimulationOptions } from '../outcome.ts';
import { liveSeeds, type SeedsLived, type SeedsOrder, stackOf } from './seed-worker.ts';

/** What a thread is asked to do. */
export type Task =
  | { readonly task: 'seeds'; readonly order: SeedsOrder }
  | { readonly task: 'world'; readonly seed: number; readonly options: SimulationOptions };

/** What a thread says. `begun` comes before each world, so that one which hangs can be named. */
export type Said =
  | { readonly said: 'begun'; readonly seed: number }
  | { readonly said: 'lived'; readonly lived: SeedsLived }
  | { readonly said: 'outcome'; readonly outcome: Outcome }
  | { readonly said: 'threw'; readonly trouble: string };

/** The thread's side: lives through worlds for the thread that started this one. */
export function serveSeeds(simulate: Simulate): void {
  const port = parentPort;
  if (port === null) throw new TypeError('this file runs in a thread of its own');
  const say = (said: Said): void => port.postMessage(said);
  const begun = (seed: number): void => say({ said: 'begun', seed });
  const serve = async (asked: Task): Promise<void> => {
    if (asked.task === 'seeds') {
      say({ said: 'lived', lived: await liveSeeds(simulate, asked.order, begun) });
      return;
    }
    begun(asked.seed);
    try {
      say({ said: 'outcome', outcome: await simulate(asked.seed, asked.options) });
    } catch (error) {
      say({ said: 'threw', trouble: stackOf(error) });
    }
  };
  port.on('message', (asked: Task) => void serve(asked));
}
