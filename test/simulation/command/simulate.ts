import type { Terminal } from '../../../src/adapters/terminal.ts';
import type { ExitCode } from '../../../src/cli/command.ts';
import { paint } from '../../../src/report/render-text.ts';
import type { Canary } from '../canaries/canary.ts';
import { tryAllCanaries } from './all-canaries.ts';
import { HELP, readArguments, type SimulateOrder } from './arguments.ts';
import { type CrewDone, runCrew } from './crew.ts';
import { type Explained, explain, replay } from './explain.ts';
import type { SimulateHost } from './host.ts';
import { coverageTable, failureLines, figureLines, perSecond, progressLine } from './report.ts';
import type { SeedWorker } from './seed-worker.ts';
import { missingKinds, type Tally } from './tally.ts';

type ManyOrder = SimulateOrder & { readonly canary: Canary | null };

/** In a pipe progress is a line, so often. */
const LINE_EVERY_MS = 10_000;
/** From so many worlds on every kind of fault must have occurred. */
const COVERED_FROM_SEEDS = 1000;

/** `npm run simulate`: 0 all promises kept, 1 one broken or a kind of fault never tried, 2 wrong arguments. */
export async function simulateCommand(host: SimulateHost): Promise<ExitCode> {
  const { terminal } = host;
  const read = readArguments(terminal.args);
  if (read.kind === 'help') {
    terminal.print(HELP);
    return 0;
  }
  if (read.kind === 'faults') {
    const lines = read.faults.map(({ field, value, allowed }) => `  ${field} is ${value}; allowed: ${allowed}`);
    terminal.printError(['wrong arguments (nothing was simulated):', ...lines]);
    return 2;
  }
  const { order } = read;
  const { canary } = order;
  if (canary === 'all') return await tryAllCanaries(order, host);
  const workers = await host.startWorkers(canary, order.seeds.count);
  try {
    return order.replay
      ? await replay(order, workers, terminal)
      : await simulateMany({ ...order, canary }, workers, host);
  } finally {
    await Promise.all(workers.map(async (worker) => await worker.stop()));
  }
}

async function simulateMany(order: ManyOrder, workers: readonly SeedWorker[], host: SimulateHost): Promise<ExitCode> {
  const { terminal, nowMs } = host;
  const beganMs = nowMs();
  let isStopped = false;
  void terminal.interrupted().then(() => {
    isStopped = true;
  });
  let lineMs = beganMs;
  const onTally = (tally: Tally): void => {
    const live = progressLine(tally, order.seeds.count, nowMs() - beganMs);
    const isDue = nowMs() - lineMs >= LINE_EVERY_MS;
    if (isDue) lineMs = nowMs();
    terminal.progress({ live, line: isDue ? live : null });
  };
  const done = await runCrew(workers, order.seeds, { nowMs, onTally, isStopped: () => isStopped });
  const elapsedMs = nowMs() - beganMs;
  const [worker] = workers;
  const explained =
    done.failure === null || worker === undefined ? null : await explain(done.failure, order, worker, terminal);
  if (order.json) terminal.print([JSON.stringify(asJson(order, done, elapsedMs, explained))]);
  else printEnd(order, done, { elapsedMs, isStopped, explained }, terminal);
  if (order.canary !== null) return done.failure !== null && order.canary.checks.includes(done.failure.by) ? 0 : 1;
  return done.failure !== null || uncovered(order, done).length > 0 || isStopped ? 1 : 0;
}

/** What never occurred in a run that was long enough to say so. */
function uncovered({ seeds, canary }: ManyOrder, { tally, failure }: CrewDone): string[] {
  const isAsked = canary === null && failure === null && tally.seeds >= COVERED_FROM_SEEDS;
  return isAsked ? missingKinds(tally, seeds.without) : [];
}

function printEnd(
  order: ManyOrder,
  done: CrewDone,
  { elapsedMs, isStopped, explained }: { elapsedMs: number; isStopped: boolean; explained: Explained | null },
  terminal: Terminal,
): void {
  const { failure, tally } = done;
  const { outView: view, print } = terminal;
  print([...coverageTable(tally, order.seeds.without, view), '', ...figureLines(tally, elapsedMs)]);
  const missing = uncovered(order, done);
  if (missing.length > 0) {
    const what = `these kinds of fault never occurred: ${missing.join(', ')}`;
    print([`${paint('NOT COVERED', 'red', view)}: ${what}. What was not tried is not proven`]);
  }
  if (isStopped) print(['Interrupted: the rest was not lived through.']);
  if (order.canary !== null) print(['', ...canaryLines(order.canary, done)]);
  if (failure === null || explained === null) {
    if (order.canary === null && missing.length === 0) {
      print([paint(isStopped ? 'Until then all promises were kept.' : 'All promises were kept.', 'green', view)]);
    }
    return;
  }
  print(['', ...failureLines(failure, view), ...explained.lines]);
}

function canaryLines({ name, what, checks }: Canary, { failure, tally }: CrewDone): string[] {
  const head = `Canary ${name}: ${what}`;
  if (failure === null) return [head, `NOT FOUND in ${tally.seeds} seeds`];
  const isExpected = checks.includes(failure.by) ? '' : `, but only these count: ${checks.join(', ')}`;
  return [head, `found by ${failure.by} with seed ${failure.seed}${isExpected}`];
}

function asJson(order: ManyOrder, done: CrewDone, elapsedMs: number, explained: Explained | null): object {
  const { tally, failure } = done;
  const { from, count, without } = order.seeds;
  return {
    from,
    count,
    without: [...without],
    ...(order.canary === null ? {} : { canary: order.canary.name }),
    done: tally.seeds,
    elapsedMs: Math.round(elapsedMs),
    perSecond: perSecond(tally.seeds, elapsedMs),
    figures: tally.figures,
    faults: tally.faults,
    uncovered: uncovered(order, done),
    failure: failure === null ? null : { ...failure, ...explained?.facts },
  };
}
