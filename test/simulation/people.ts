import { addYears, DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import { createChance } from '../../src/sandbox/chance.ts';
import type { DomainSandbox } from '../../src/sandbox/domain-api.ts';
import type { SandboxDomain } from '../../src/sandbox/registry.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { Faults } from './faults.ts';
import { actOnMoney, MONEY_DEEDS, type MoneyDeed } from './people-money.ts';
import type { RegistrarPrices } from './registrar-prices.ts';
import type { SimTime } from './sim-time.ts';

export interface PeopleParts {
  readonly seed: number;
  readonly sandbox: DomainSandbox;
  readonly prices: RegistrarPrices;
  readonly faults: Faults;
  readonly time: SimTime;
  /** Told of each deed on a domain, and whether it renewed it. */
  readonly onDeed: (domain: string, deed: 'changed' | 'auto-renewed') => void;
  readonly note: (line: () => string) => void;
}

const DEEDS = [
  ['renewed-by-hand', 0.08],
  ['transferred-out', 0.03],
  ['auto-renewal-on', 0.04],
  ['domain-added', 0.05],
  ['domain-removed', 0.03],
] as const satisfies readonly (readonly [FaultKind, number])[];

type Deed = (typeof DEEDS)[number][0];

/** Once a day: what other people with access to the account will do in it. */
export function planPeople(parts: PeopleParts): void {
  const { faults, time } = parts;
  for (const [deed, chance] of [...DEEDS, ...MONEY_DEEDS]) {
    if (!faults.strikes(deed, chance)) continue;
    time.at(time.nowMs + faults.row(deed).between(0, DAY_MS), () => {
      // In the calm days the account stays topped up, and its permissions stay given.
      if (faults.isCalm && isOfMoney(deed)) return;
      const what = act(deed, parts);
      parts.note(() => `somebody: ${deed} ${what}`);
    });
  }
}

function act(deed: Deed | MoneyDeed, parts: PeopleParts): string {
  if (isOfMoney(deed)) return actOnMoney(deed, parts);
  const { sandbox, faults, time, seed } = parts;
  const row = faults.row(deed);
  if (deed === 'domain-added') {
    const name = `new-${createChance(seed, `added ${time.nowMs}`).between(1, 1e6)}.com`;
    sandbox.addDomain({ name, expiryMs: time.nowMs + row.between(2, 60) * DAY_MS });
    parts.onDeed(name, 'changed');
    return name;
  }
  const domain = row.pick([...sandbox.domains(), null]);
  return domain === null ? '' : actOn(deed, domain, parts);
}

function isOfMoney(deed: Deed | MoneyDeed): deed is MoneyDeed {
  return MONEY_DEEDS.some(([one]) => one === deed);
}

function actOn(deed: Exclude<Deed, 'domain-added'>, { name, expiryMs }: SandboxDomain, parts: PeopleParts): string {
  const { sandbox, faults, time, onDeed } = parts;
  const row = faults.row(deed);
  onDeed(name, 'changed');
  switch (deed) {
    case 'renewed-by-hand':
      sandbox.renewByHand(name);
      break;
    case 'transferred-out':
      sandbox.editDomain(name, { transferOut: true });
      // Accepted by the other registrar, or given up.
      time.at(time.nowMs + row.between(1, 6) * DAY_MS, () => {
        if (row.happens(0.5)) sandbox.removeDomain(name);
        else sandbox.editDomain(name, { transferOut: false });
        onDeed(name, 'changed');
      });
      break;
    case 'auto-renewal-on':
      sandbox.editDomain(name, { autoRenew: true });
      // Alibaba's own renewal comes some days before the date.
      time.at(Math.max(time.nowMs + HOUR_MS, expiryMs - row.between(1, 20) * DAY_MS), () => {
        const domain = sandbox.domain(name);
        if (domain === null || !domain.autoRenew || domain.expiryMs !== expiryMs) return;
        sandbox.editDomain(name, { expiryMs: addYears(expiryMs, 1) });
        onDeed(name, 'auto-renewed');
      });
      break;
    case 'domain-removed':
      sandbox.removeDomain(name);
      break;
  }
  return name;
}
