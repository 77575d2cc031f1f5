import type { Claim } from '../ledger/state.ts';
import { toIso } from '../model/time.ts';
import type { ExplainReport } from '../report/render-explain.ts';

/** What `explain --json` prints: instants in UTC ISO 8601, amounts in minor units of `currency`, what is not known null. */
export function explainJson({ explanation, nowMs, ledger, policyFile, currency }: ExplainReport): object {
  const { judged, looks, terms, windowDays, answers, quote, costMinor, place, budgets, claims } = explanation;
  const { steps, stops, told } = explanation;
  const { domain, verdict, why } = judged;
  return {
    domain: domain.name,
    at: toIso(nowMs),
    ledger: { place: ledger },
    expiry: isoOf(domain.expiryMs),
    verdict,
    why,
    next: steps.map(({ text, atMs }) => ({ text, at: isoOf(atMs) })),
    policy: { file: policyFile, rule: terms.rule, looks },
    terms: { ...terms, windowDays },
    rules: answers,
    currency,
    quote,
    costMinor,
    plan: place,
    caps: budgets,
    ...(explanation.balanceUnknownWhy === null ? {} : { balanceUnknownWhy: explanation.balanceUnknownWhy }),
    claims: claims.map(claimJson),
    stops,
    told,
  };
}

function claimJson(claim: Claim): object {
  const { claimId, expiryMs, years, standing, claimedMs, sinceMs, priceMinor, currency, taskNo, reason } = claim;
  return {
    claimId,
    expiry: toIso(expiryMs),
    years,
    standing,
    claimedAt: toIso(claimedMs),
    since: toIso(sinceMs),
    priceMinor,
    currency,
    taskNo,
    ...(reason === '' ? {} : { reason }),
  };
}

function isoOf(atMs: number | null): string | null {
  return atMs === null ? null : toIso(atMs);
}
