import { parentPort, workerData } from 'node:worker_threads';
import type { Outcome, Simulate, SimulationOptions } from '../outcome.ts';
import { liveSeeds, type SeedsLived, type SeedsOrder, stackOf } from './seed-worker.ts';

/** What a thread is asked to do. */
export type Task =
  | { readonly task: 'seeds'; readonly order: SeedsOrder }
  | { readonly task: 'world'; readonly seed: number; readonly options: SimulationOptions };

/** What a thread answers, one answer a task. */
export type Answer =
  | { readonly said: 'lived'; readonly lived: SeedsLived }
  | { readonly said: 'outcome'; readonly outcome: Outcome }
  | { readonly said: 'threw'; readonly trouble: string };

/** The seed that is being lived through: in memory that both threads see, since one that hangs or dies can no longer say it. */
export type SharedSeed = Float64Array<SharedArrayBuffer>;

/** The thread's side: lives through worlds for the thread that started this one. */
export function serveSeeds(simulate: Simulate): void {
  const port = parentPort;
  if (port === null) throw new TypeError('this file runs in a thread of its own');
  const shared = workerData as SharedSeed;
  const answerTo = async (asked: Task): Promise<Answer> => {
    if (asked.task === 'seeds') {
      const begun = (seed: number): void => {
        shared[0] = seed;
      };
      return { said: 'lived', lived: await liveSeeds(simulate, asked.order, begun) };
    }
    try {
      return { said: 'outcome', outcome: await simulate(asked.seed, asked.options) };
    } catch (error) {
      return { said: 'threw', trouble: stackOf(error) };
    }
  };
  port.on('message', (asked: Task) => {
    void answerTo(asked).then((answer) => port.postMessage(answer));
  });
}
