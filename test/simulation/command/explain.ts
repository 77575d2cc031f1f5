import type { Terminal } from '../../../src/adapters/terminal.ts';
import type { ExitCode } from '../../../src/cli/command.ts';
import { paint, paragraph } from '../../../src/report/render-text.ts';
import type { FaultKind } from '../fault-kinds.ts';
import type { Outcome } from '../outcome.ts';
import type { SimulateOrder } from './arguments.ts';
import { failureLines, findingLines, historyLines, replayCommand } from './report.ts';
import { brokenFailure, type Failure, type SeedWorker } from './seed-worker.ts';
import { type Shrunk, shrink } from './shrink.ts';

/** What is known of a failure once it was made as small as it gets. */
export interface Explained {
  /** For people: the short form first, then the whole. */
  readonly lines: readonly string[];
  /** For `--json`. */
  readonly facts: {
    readonly needed: readonly FaultKind[];
    readonly replay: string;
    readonly replayShrunk: string;
    readonly shrunkHistory: readonly string[];
    readonly history: readonly string[];
  };
}

/** Shrinks the failing world, and lives through it once more with its history. */
export async function explain(
  failure: Failure,
  order: SimulateOrder,
  worker: SeedWorker,
  terminal: Terminal,
): Promise<Explained> {
  const { seed } = failure;
  const { without } = order.seeds;
  const again = await lived(worker, seed, without);
  const shrunk = await shrink(worker.simulate, failure, without, (kind) => {
    terminal.progress({ live: `seed ${seed} fails by ${failure.by}; trying it without ${kind} …`, line: null });
  });
  const commands = [replayCommand(seed, without, order), replayCommand(seed, shrunk.without, order)] as const;
  const facts = {
    needed: shrunk.needed,
    replay: commands[0],
    replayShrunk: commands[1],
    shrunkHistory: shrunk.outcome?.history ?? [],
    history: again.outcome?.history ?? [],
  };
  return { facts, lines: explainedLines(failure, again, { shrunk, commands }, terminal) };
}

interface Lived {
  readonly outcome: Outcome | null;
  readonly failure: Failure | null;
}

function explainedLines(
  failure: Failure,
  again: Lived,
  { shrunk, commands }: { shrunk: Shrunk; commands: readonly [string, string] },
  { outView: view }: Terminal,
): string[] {
  const lines: string[] = [];
  if (again.failure?.by !== failure.by || again.failure.findings[0]?.message !== failure.findings[0]?.message) {
    lines.push(
      '',
      'A second time the same seed came to something else: the simulation itself depends on more than its seed.',
    );
  }
  const isSmaller = commands[0] !== commands[1];
  if (shrunk.outcome !== null) {
    const kinds = shrunk.needed.length === 0 ? 'none: it breaks without any fault' : shrunk.needed.join(', ');
    lines.push('', ...paragraph(`${paint('Needed for it:', 'bold', view)} `, kinds, view));
    if (isSmaller) lines.push(...shrunk.outcome.findings.flatMap((one) => findingLines(one, view)));
    lines.push(...historyLines(isSmaller ? 'Its history with these alone' : 'Its history', shrunk.outcome, view));
  }
  if (isSmaller && again.outcome !== null) lines.push(...historyLines('Its whole history', again.outcome, view));
  return [...lines, '', paint('To see it again:', 'bold', view), ...new Set(commands.map((one) => `  ${one}`))];
}

/** Lives through one world and prints its history, and what was broken in it. */
export async function replay(
  order: SimulateOrder,
  [worker]: readonly SeedWorker[],
  { print, outView: view }: Terminal,
): Promise<ExitCode> {
  if (worker === undefined) throw new TypeError('a replay needs a worker');
  const { from: seed, without } = order.seeds;
  const { outcome, failure } = await lived(worker, seed, without);
  if (order.json) {
    print([JSON.stringify({ seed, without: [...without], outcome, failure })]);
    return failure === null ? 0 : 1;
  }
  if (outcome !== null) print([...historyLines(`Seed ${seed}`, outcome, view).slice(1), '']);
  if (failure !== null) print(failureLines(failure, view));
  else print([paint('All promises were kept.', 'green', view)]);
  return failure === null ? 0 : 1;
}

async function lived(worker: SeedWorker, seed: number, without: ReadonlySet<FaultKind>): Promise<Lived> {
  try {
    const outcome = await worker.simulate(seed, { without, withHistory: true });
    const [first] = outcome.findings;
    if (first === undefined) return { outcome, failure: null };
    return { outcome, failure: { seed, by: first.check, findings: outcome.findings, trouble: '' } };
  } catch (error) {
    return { outcome: null, failure: brokenFailure(seed, error) };
  }
}
