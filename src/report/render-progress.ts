import type { RunNews } from './progress.ts';
import { counted } from './render-text.ts';

/** What a piece of news says to a person who waits: on a line that is updated, and as a line that stays (null: nothing). */
export interface ProgressText {
  readonly live: string;
  readonly line: string | null;
}

/** The text for a piece of news; null when it says nothing about how far the work is. */
export function progressText(news: RunNews): ProgressText | null {
  switch (news.news) {
    case 'ledger-read':
      return { live: `${counted(news.openClaimCount, 'open claim')} to look at …`, line: null };
    case 'listing':
      return { live: `listing domains … ${news.seenCount} of ${news.totalCount}`, line: null };
    case 'listed':
      return stays(`listed ${news.listedCount} of ${counted(news.totalCount, 'domain')}`);
    case 'confirming':
      return { live: `reading ${news.doneCount} of ${counted(news.chosenCount, 'chosen domain')} …`, line: null };
    case 'judged':
      return null;
    case 'planned':
      return stays(`planned ${counted(news.plan.batches.flat().length, 'domain')}`);
    case 'claimed':
      return { live: `claimed ${counted(news.domains.length, 'domain')}, submitting …`, line: null };
    case 'submitted': {
      const task = news.taskNo === null ? '' : ` as task ${news.taskNo}`;
      return stays(`submitted ${counted(news.domains.length, 'domain')}: ${news.outcome}${task}`);
    }
    case 'checking': {
      const live = `checking … ${news.doneCount} of ${counted(news.openCount, 'open claim')}`;
      return {
        live,
        line: news.doneCount === news.openCount ? `checked ${counted(news.openCount, 'open claim')}` : null,
      };
    }
    case 'lost':
      return stays(`left ${counted(news.domains.length, 'domain')} to another run that deals with them`);
    case 'settled':
    case 'stopped':
    case 'problem':
      return null;
  }
}

function stays(text: string): ProgressText {
  return { live: `${text} …`, line: text };
}
