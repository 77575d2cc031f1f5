import type { DomainName } from '../model/domain.ts';
import type { Problem } from '../model/problem.ts';
import type { TaskNo } from '../model/task.ts';
import type { Stop } from '../plan/limits.ts';
import type { Plan } from '../plan/plan.ts';
import type { Judged } from '../selection/verdict.ts';
import type { SettledClaim } from '../settlement/settle-claim.ts';

/** What a run tells while it works: the log of a function and the progress on a terminal are made of it. */
export type RunNews =
  | { readonly news: 'ledger-read'; readonly openClaimCount: number }
  | { readonly news: 'listing'; readonly seenCount: number; readonly totalCount: number }
  | { readonly news: 'listed'; readonly listedCount: number; readonly totalCount: number; readonly complete: boolean }
  | { readonly news: 'confirming'; readonly doneCount: number; readonly chosenCount: number }
  | { readonly news: 'judged'; readonly judged: readonly Judged[] }
  | { readonly news: 'planned'; readonly plan: Plan }
  | { readonly news: 'claimed'; readonly domains: readonly DomainName[] }
  /** Another run has claimed or renewed these since this one judged them: they wait for the next run. */
  | { readonly news: 'lost'; readonly domains: readonly DomainName[] }
  | {
      readonly news: 'submitted';
      readonly outcome: 'accepted' | 'refused' | 'unknown';
      readonly domains: readonly DomainName[];
      readonly taskNo: TaskNo | null;
      readonly reason: string;
    }
  | { readonly news: 'checking'; readonly doneCount: number; readonly openCount: number }
  | { readonly news: 'settled'; readonly settled: SettledClaim }
  | { readonly news: 'stopped'; readonly stop: Stop }
  | { readonly news: 'problem'; readonly problem: Problem };

export type Tell = (news: RunNews) => void;
