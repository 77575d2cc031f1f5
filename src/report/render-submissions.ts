import { renderGroup } from './render-group.ts';
import { counted, type Ink, type View } from './render-text.ts';
import type { SubmissionResult } from './result.ts';
import { shownName } from './shown-name.ts';

const MARKS: Readonly<Record<SubmissionResult['outcome'], readonly [mark: string, ink: Ink]>> = {
  accepted: ['✓', 'green'],
  refused: ['✗', 'red'],
  unknown: ['?', 'yellow'],
};

/** How a submission ended, and for which domains. */
export function renderSubmission(submission: SubmissionResult, view: View): string[] {
  const [mark, ink] = MARKS[submission.outcome];
  const head = `${counted(submission.domains.length, 'domain')} ${endOf(submission)}`;
  return renderGroup({ mark, ink, head, names: submission.domains.map(shownName) }, view);
}

function endOf({ outcome, taskNo, reason = 'no reason was given' }: SubmissionResult): string {
  switch (outcome) {
    case 'accepted':
      return `accepted as task ${taskNo ?? ''}`;
    case 'refused':
      return `refused, nothing was spent: ${reason}`;
    case 'unknown':
      return `sent, outcome unknown: ${reason}. It may have been paid, so it is not sent again`;
  }
}
