import { table } from '../../../src/report/render-table.ts';
import { counted, paint, paragraph, type View } from '../../../src/report/render-text.ts';
import { FAULT_KINDS, type FaultKind } from '../fault-kinds.ts';
import type { Finding, Outcome } from '../outcome.ts';
import type { SimulateOrder } from './arguments.ts';
import type { Failure } from './seed-worker.ts';
import type { Tally } from './tally.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** The kinds of fault stand side by side, or the table would be longer than a screen. */
const KINDS_ABREAST = 3;

/** How far it is, in one line. */
export function progressLine({ seeds, figures }: Tally, count: number, elapsedMs: number): string {
  const rest = seeds === 0 ? '–' : lasting((elapsedMs * (count - seeds)) / seeds);
  return [
    `${grouped(seeds)} of ${counted(count, 'seed').replace(/^\d+/, grouped(count))}`,
    `${grouped(perSecond(seeds, elapsedMs))}/s`,
    `${grouped(figures.runs)} runs`,
    `${grouped(figures.paid)} paid`,
    `${grouped(figures.died)} killed`,
    lasting(elapsedMs),
    `${rest} left`,
  ].join(' · ');
}

/** How often each kind of fault occurred. */
export function coverageTable({ faults }: Tally, without: ReadonlySet<FaultKind>, view: View): string[] {
  const cells = FAULT_KINDS.map((kind) => [kind, without.has(kind) ? 'left out' : grouped(faults[kind])] as const);
  const height = Math.ceil(cells.length / KINDS_ABREAST);
  const rows = Array.from({ length: height }, (_, row) =>
    Array.from({ length: KINDS_ABREAST }, (_, column) => cells[column * height + row] ?? ['', '']).flat(),
  );
  const columns = [{ head: 'fault' }, { head: 'times', align: 'right' }] as const;
  return table(Array.from({ length: KINDS_ABREAST }, () => columns).flat(), rows, view);
}

/** The figures of all worlds together. */
export function figureLines({ seeds, figures }: Tally, elapsedMs: number): string[] {
  const { runs, died, submissions, paid, calls, modelDays } = figures;
  const parts = [
    `${counted(seeds, 'schedule')} in ${lasting(elapsedMs)} (${grouped(perSecond(seeds, elapsedMs))} a second)`,
    `${grouped(Math.round(modelDays))} model days`,
    `${grouped(runs)} runs, ${grouped(died)} of them killed`,
    `${grouped(calls)} calls, ${grouped(submissions)} submissions, ${grouped(paid)} paid renewals`,
  ];
  return [`${parts[0]?.replace(/^\d+/, grouped(seeds))}: ${parts.slice(1).join('; ')}.`];
}

/** What went wrong in a world. */
export function failureLines({ seed, findings, trouble }: Failure, view: View): string[] {
  const head = `${paint('BROKEN', 'red', view)} seed ${seed}: `;
  if (findings.length === 0) return [`${head}the world came to no end`, ...trouble.split('\n')];
  return [`${head}${counted(findings.length, 'finding')}`, ...findings.flatMap((one) => findingLines(one, view))];
}

/** One broken promise: when, by which check, what. */
export function findingLines({ check, atMs, message }: Finding, view: View): string[] {
  return paragraph(`  ${new Date(atMs).toISOString()} ${paint(check, 'bold', view)}: `, message, view);
}

/** The history of a world, line by line, as it is. */
export function historyLines(title: string, { history }: Outcome, view: View): string[] {
  return ['', paint(`${title} (${counted(history.length, 'line')})`, 'bold', view), ...history];
}

/** The command that shows the same world again. */
export function replayCommand(seed: number, without: ReadonlySet<FaultKind>, { canary }: SimulateOrder): string {
  const name = typeof canary === 'object' ? canary?.name : undefined;
  const kinds = without.size === 0 ? '' : ` --without ${[...without].join(',')}`;
  return `npm run simulate -- --seed ${seed}${kinds}${name === undefined ? '' : ` --canary ${name}`}`;
}

/** `7 s`, `3:07 min`, `2:03:07 h`. */
export function lasting(durationMs: number): string {
  const seconds = Math.round(durationMs / SECOND_MS);
  const two = (number: number): string => String(number).padStart(2, '0');
  if (seconds * SECOND_MS < MINUTE_MS) return `${seconds} s`;
  const hours = Math.floor((seconds * SECOND_MS) / HOUR_MS);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours === 0 ? `${minutes}:${two(seconds % 60)} min` : `${hours}:${two(minutes)}:${two(seconds % 60)} h`;
}

/** Rounded to a whole number, from ten on. */
export function perSecond(count: number, elapsedMs: number): number {
  const rate = (count * SECOND_MS) / Math.max(1, elapsedMs);
  return rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate);
}

function grouped(count: number): string {
  return count.toLocaleString('en-GB');
}
