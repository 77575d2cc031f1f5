import type { ExitCode } from '../../../src/cli/command.ts';
import { type Column, table } from '../../../src/report/render-table.ts';
import type { Canary } from '../canaries/canary.ts';
import { CANARIES } from '../canaries.ts';
import type { SimulateOrder } from './arguments.ts';
import { runCrew } from './crew.ts';
import type { SimulateHost } from './host.ts';
import { lasting } from './report.ts';
import { type FailedBy, stackOf } from './seed-worker.ts';

interface Row {
  readonly canary: string;
  /** Null when nothing was found, or when it could not be tried. */
  readonly by: FailedBy | null;
  readonly isExpected: boolean;
  /** The seed that found it. */
  readonly seed: number | null;
  /** The first that was tried. */
  readonly from: number;
  readonly seedsMax: number;
  readonly elapsedMs: number;
  /** What was broken, or why it could not be tried. */
  readonly message: string;
}

const COLUMNS: readonly Column[] = [
  { head: 'canary' },
  { head: 'found by' },
  { head: 'seed', align: 'right' },
  { head: 'of', align: 'right' },
  { head: 'took', align: 'right' },
  { head: 'what was found', narrow: 'shorten' },
];

/** Tries every canary and prints which seed found it: 0 when each was found by a check that was expected. */
export async function tryAllCanaries(order: SimulateOrder, host: SimulateHost): Promise<ExitCode> {
  const { terminal } = host;
  const rows: Row[] = [];
  for (const canary of CANARIES) {
    terminal.progress({ live: `${rows.length} of ${CANARIES.length} canaries; ${canary.name} …`, line: null });
    rows.push(await tryCanary(canary, order, host));
  }
  if (order.json) terminal.print([JSON.stringify(rows)]);
  else {
    const cells = rows.map((row) => [
      row.canary,
      row.by === null ? 'NOT FOUND' : `${row.by}${row.isExpected ? '' : ', not expected'}`,
      String(row.seed ?? ''),
      String(row.seedsMax),
      lasting(row.elapsedMs),
      row.message,
    ]);
    terminal.print(table(COLUMNS, cells, terminal.outView));
  }
  return rows.every(({ isExpected }) => isExpected) ? 0 : 1;
}

async function tryCanary(canary: Canary, order: SimulateOrder, host: SimulateHost): Promise<Row> {
  const beganMs = host.nowMs();
  const seedsMax = order.countTyped ?? canary.seedsMax;
  const from = order.fromTyped ?? canary.from ?? 1;
  const row = {
    canary: canary.name,
    by: null,
    isExpected: false,
    seed: null,
    from,
    seedsMax,
    elapsedMs: 0,
    message: '',
  };
  try {
    const workers = await host.startWorkers(canary, seedsMax);
    try {
      const { nowMs } = host;
      const without = new Set([...order.seeds.without, ...(canary.without ?? [])]);
      const seeds = { ...order.seeds, from, count: seedsMax, without };
      const { failure } = await runCrew(workers, seeds, { nowMs, onTally: () => undefined, isStopped: () => false });
      const elapsedMs = nowMs() - beganMs;
      if (failure === null) return { ...row, elapsedMs };
      const { by, seed, findings, trouble } = failure;
      const message = findings[0]?.message ?? trouble;
      return { ...row, by, isExpected: canary.checks.includes(by), seed, elapsedMs, message };
    } finally {
      await Promise.all(workers.map(async (worker) => await worker.stop()));
    }
  } catch (error) {
    return { ...row, elapsedMs: host.nowMs() - beganMs, message: stackOf(error) };
  }
}
