import { toIso } from '../../src/model/time.ts';
import type { CheckResult, RenewalResult } from '../../src/report/result.ts';
import type { SubmissionRecord } from '../../src/sandbox/books.ts';

/** What a run did, what stopped it and what it told, in one line. */
export function lineOfResult(result: RenewalResult | CheckResult): string {
  const problems = result.problems.map(({ problem, domain }) => `${problem} ${domain ?? ''}`.trim());
  const stops = result.stops.map(({ stop }) => stop);
  return [...deedsOf(result), ...named('stops', stops), ...named('problems', problems)].join('; ') || 'nothing to do';
}

/** A renewal request as the registrar got it. */
export function lineOfSubmission({ orders, executed, taskNo }: Readonly<SubmissionRecord>): string {
  const names = orders.map(({ domain, expiryBeforeMs }) => `${domain} (${toIso(expiryBeforeMs)})`);
  return `${names.join(', ')}${executed ? `: task ${taskNo}` : ', not executed'}`;
}

function deedsOf(result: RenewalResult | CheckResult): string[] {
  if ('submissions' in result)
    return result.submissions.map(({ outcome, domains }) => `${outcome} ${domains.join('+')}`);
  const open = result.open.map(({ domain, why }) => `open ${domain} (${why})`);
  return [...result.settled.map(({ outcome, domain }) => `${outcome} ${domain}`), ...open];
}

function named(what: string, texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : [`${what}: ${texts.join(', ')}`];
}
