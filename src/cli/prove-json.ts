import type { OutcomeEntry } from '../ledger/entry.ts';
import { toIso } from '../model/time.ts';
import type { ClaimStory } from '../report/proof.ts';
import { moneyText, type ProofReport } from '../report/render-prove.ts';

/** What `prove --json` prints: instants in UTC ISO 8601, what is not known left out or null. */
export function proofJson(report: ProofReport, ledgerId: string | null): object {
  const { proof, ledger, horizonDays } = report;
  const { spent, unverified, perhaps, twiceFor } = proof.money;
  return {
    domain: proof.domain,
    ledger: { place: ledger, id: ledgerId, horizonDays },
    claims: proof.stories.map(storyJson),
    money: { spent, unverified, perhaps, twiceFor: twiceFor.map(toIso), text: moneyText(report) },
  };
}

function storyJson({ claim, claimed, outcomes, run, cost }: ClaimStory): object {
  return {
    claimId: claim.claimId,
    verdict: 'expires-within-window',
    run: { id: claim.runId === '' ? null : claim.runId, ...runJson(run) },
    claimedAt: claimed === null ? null : toIso(claimed.atMs),
    append: claimed?.append ?? null,
    years: claim.years,
    standing: claim.standing,
    taskNo: claim.taskNo,
    outcomes: outcomes.map(outcomeJson),
    expiryBefore: toIso(claim.expiryMs),
    expiryAfter: claim.newExpiryMs === null ? null : toIso(claim.newExpiryMs),
    money: cost,
  };
}

function runJson(run: ClaimStory['run']): object {
  if (run === null) return {};
  return { kind: run.runKind, mode: run.mode, trigger: run.trigger, finishedAt: toIso(run.atMs) };
}

function outcomeJson(entry: OutcomeEntry): object {
  return {
    kind: entry.kind,
    at: toIso(entry.atMs),
    runId: entry.runId,
    ...('taskNo' in entry && entry.taskNo !== null ? { taskNo: entry.taskNo } : {}),
    ...('reason' in entry ? { reason: entry.reason } : {}),
    ...('looked' in entry ? { looked: entry.looked } : {}),
  };
}
