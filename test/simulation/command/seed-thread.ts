import { Worker } from 'node:worker_threads';
import type { Outcome, Simulate } from '../outcome.ts';
import {
  BrokenWorld,
  brokenFailure,
  type SeedsLived,
  type SeedsOrder,
  type SeedWorker,
  stackOf,
} from './seed-worker.ts';
import type { Answer, SharedSeed, Task } from './serve-seeds.ts';
import { EMPTY_TALLY } from './tally.ts';

/** A world takes milliseconds. One that takes so long is counted as hung. */
export const WORLD_MS_MAX = 20_000;

/** What is under way in the thread. */
interface Asked {
  readonly answered: (answer: Answer) => void;
  readonly broken: (error: BrokenWorld) => void;
}

/** A worker in a thread of its own. A thread that hangs or dies is ended, and the next task gets a new one. */
export class SeedThread implements SeedWorker {
  readonly #file: string;
  readonly #worldMsMax: number;
  readonly #seed: SharedSeed = new Float64Array(new SharedArrayBuffer(8));
  #worker: Worker | null = null;
  #asked: Asked | null = null;

  /** `file`: a bundle that serves seeds. */
  constructor(file: string, worldMsMax: number = WORLD_MS_MAX) {
    this.#file = file;
    this.#worldMsMax = worldMsMax;
  }

  async liveSeeds(order: SeedsOrder): Promise<SeedsLived> {
    try {
      const answer = await this.#ask({ task: 'seeds', order }, order.from);
      if (answer.said === 'lived') return answer.lived;
      throw new BrokenWorld('thrown', `the thread answered "${answer.said}"`);
    } catch (error) {
      return { tally: EMPTY_TALLY, failure: brokenFailure(this.#seed[0] ?? order.from, error) };
    }
  }

  readonly simulate: Simulate = async (seed, options = {}): Promise<Outcome> => {
    const answer = await this.#ask({ task: 'world', seed, options }, seed);
    if (answer.said === 'outcome') return answer.outcome;
    throw new BrokenWorld('thrown', answer.said === 'threw' ? answer.trouble : `the thread answered "${answer.said}"`);
  };

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  async #ask(task: Task, seed: number): Promise<Answer> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    this.#seed[0] = seed;
    const watch = this.#watch();
    try {
      return await new Promise<Answer>((answered, broken) => {
        this.#asked = { answered, broken };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        worker.postMessage(task);
      });
    } finally {
      clearInterval(watch);
      this.#asked = null;
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#file, { workerData: this.#seed });
    worker.on('message', (answer: Answer) => {
      if (worker === this.#worker) this.#asked?.answered(answer);
    });
    // Thrown where nobody waits for it, out of memory, or a bundle that does not load.
    worker.on('error', (error) => this.#dead(worker, stackOf(error)));
    worker.on('exit', (code) => this.#dead(worker, `the thread ended by itself, code ${code}`));
    return worker;
  }

  #dead(worker: Worker, trouble: string): void {
    if (worker !== this.#worker) return;
    this.#worker = null;
    this.#asked?.broken(new BrokenWorld('thrown', trouble));
  }

  /** Looks now and then whether the thread is still at the same seed. */
  #watch(): NodeJS.Timeout {
    let seed = this.#seed[0];
    let sinceMs = performance.now();
    return setInterval(() => {
      if (seed !== this.#seed[0]) {
        seed = this.#seed[0];
        sinceMs = performance.now();
      }
      if (performance.now() - sinceMs >= this.#worldMsMax) void this.#hung();
    }, this.#worldMsMax / 10);
  }

  async #hung(): Promise<void> {
    const asked = this.#asked;
    await this.stop();
    asked?.broken(new BrokenWorld('hung', `it did not end within ${this.#worldMsMax / 1000} s`));
  }
}
