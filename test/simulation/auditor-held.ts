import { DAY_MS } from '../../src/model/time.ts';
import type { SandboxDomain } from '../../src/sandbox/registry.ts';
import type { AuditedClaim } from './auditor-log.ts';
import { dayOf, type MoneyAuditor, type MoneyFacts, monthOf } from './auditor-money.ts';
import type { AuditView } from './auditor-view.ts';
import type { CalmRenewal } from './told.ts';

export interface HeldParts {
  readonly money: MoneyAuditor;
  readonly facts: MoneyFacts;
  readonly years: number;
  /** The last healthy renewal run. */
  readonly last: CalmRenewal;
}

/** Whether the money rails keep a due domain from being renewed in the calm days, as far as anybody can say from outside. */
export function isHeldByMoney(domain: SandboxDomain, auditor: AuditView, parts: HeldParts): boolean {
  const { money, facts, years, last } = parts;
  const priceMinor = facts.prices.priceMinor(domain, years);
  if (money.whyHeld(domain.name, priceMinor, years, auditor) !== null) return true;
  // What does not fit takes no place from another: only its own price keeps a domain back.
  return last.deferred.includes(domain.name) && isTooDear(priceMinor, auditor, parts);
}

/** It does not fit beside what the last healthy run, its day and its month had committed. */
function isTooDear(priceMinor: number, { log }: AuditView, { money, facts, last }: HeldParts): boolean {
  const { maxRunMinor, maxDayMinor, maxMonthMinor } = facts.rails.caps;
  const claims = [...log.claims.values()].filter(isCommitted);
  const sum = (isIn: (claim: AuditedClaim) => boolean): number =>
    claims.filter(isIn).reduce((sumMinor, claim) => sumMinor + money.costMinor(claim), 0);
  // Who claimed in the last hours before it ended may have been this run.
  const today = sum(({ atMs }) => dayOf(atMs) === dayOf(last.atMs) || last.atMs - atMs < DAY_MS / 4);
  const month = sum(({ atMs }) => monthOf(atMs) === monthOf(last.atMs));
  const isOver = (capMinor: number | null, spentMinor: number): boolean =>
    capMinor !== null && spentMinor + priceMinor > capMinor;
  return isOver(maxRunMinor, today) || isOver(maxDayMinor, today) || isOver(maxMonthMinor, month);
}

function isCommitted({ standing }: AuditedClaim): boolean {
  return standing === 'claimed' || standing === 'doubted' || standing === 'accepted' || standing === 'renewed';
}
