import type { Problem } from '../model/problem.ts';
import type { Stop } from '../plan/limits.ts';
import { groupBy } from './render-group.ts';
import { counted, glued, paint, paragraph, type View } from './render-text.ts';
import { shownName } from './shown-name.ts';

/** So many domains of one problem are named; the rest is counted. */
const NAMED_MAX = 12;

/** Why the run stopped, with what to do; nothing when it did not. */
export function renderStops(stops: readonly Stop[], view: View): string[] {
  return stops.flatMap(({ stop, message }) => [
    paint(`Stopped: ${stop}`, 'red', view),
    ...paragraph('  ', sentence(message), view),
  ]);
}

/** What a person has to know or to do; the same problem of many domains is said once. */
export function renderProblems(problems: readonly Problem[], view: View): string[] {
  if (problems.length === 0) return [];
  const head = paint(`Needs a person (${counted(problems.length, 'problem')})`, 'bold', view);
  const groups = groupBy(problems, (problem) => `${problem.problem} ${splitMessage(problem).saying}`);
  return [head, ...groups.flatMap(([, group]) => renderOne(group, view))];
}

function renderOne(group: readonly Problem[], view: View): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const count = group.length === 1 ? '' : `, ${group.length} domains`;
  const lines = [`  ${paint('!', 'yellow', view)} ${paint(first.problem, 'yellow', view)}${count}`];
  const named = group.map((problem) => glued(splitMessage(problem).about)).filter((about) => about !== '');
  const more = named.length > NAMED_MAX ? `, … and ${named.length - NAMED_MAX} more` : '';
  if (named.length > 0) lines.push(...paragraph('    ', named.slice(0, NAMED_MAX).join(', ') + more, view));
  lines.push(...paragraph('    ', sentence(splitMessage(first).saying), view));
  return lines;
}

/** A message about one domain begins with its name and mostly its date: `a.com (expiry 2026-11-22): what and what to do`. */
function splitMessage({ domain, message }: Problem): { about: string; saying: string } {
  if (domain === undefined || !message.startsWith(domain)) return { about: '', saying: message };
  const behind = message.slice(domain.length);
  const date = /^ \([^)]*\)/.exec(behind)?.[0] ?? '';
  return { about: shownName(domain) + date, saying: behind.slice(date.length).replace(/^[:,]?\s*/, '') };
}

/** With a capital first, unless that is the name of a domain, and a full stop behind. */
function sentence(text: string): string {
  const end = /[.!?。]$/.test(text) ? '' : '.';
  const first = text.slice(0, 1);
  return `${/^\S+\.[^\s.]/.test(text) ? first : first.toUpperCase()}${text.slice(1)}${end}`;
}
