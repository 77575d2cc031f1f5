import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import type { DomainSandbox } from '../../src/sandbox/domain-api.ts';
import { renewalPriceMinor } from '../../src/sandbox/price-list.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { Faults } from './faults.ts';
import type { RegistrarPrices } from './registrar-prices.ts';
import type { SimTime } from './sim-time.ts';

export type MoneyDeed = Extract<
  FaultKind,
  | 'price-changed'
  | 'one-price-changed'
  | 'balance-changed'
  | 'price-call-denied'
  | 'price-call-missing'
  | 'balance-call-denied'
>;

/** Each day's chance. */
export const MONEY_DEEDS: readonly (readonly [MoneyDeed, number])[] = [
  ['price-changed', 0.1],
  ['one-price-changed', 0.08],
  ['balance-changed', 0.06],
  ['price-call-denied', 0.04],
  ['price-call-missing', 0.03],
  ['balance-call-denied', 0.05],
];

export interface MoneyPeople {
  readonly sandbox: DomainSandbox;
  readonly prices: RegistrarPrices;
  readonly faults: Faults;
  readonly time: SimTime;
}

const PRICE_CALL = 'QueryDomainRealTimePrice';
const BALANCE_CALL = 'QueryAccountBalance';
/** More than anybody spends. */
const PLENTY_MINOR = 10_000_000_000;

/** What the registry, the bank and the administrator of permissions do; returns what it was, for the history. */
export function actOnMoney(deed: MoneyDeed, { sandbox, prices, faults, time }: MoneyPeople): string {
  const row = faults.row(deed);
  switch (deed) {
    case 'price-changed': {
      const percent = row.pick([80, 115, 130, 300]);
      sandbox.setPricePercent(percent);
      prices.setPercent(percent, time.nowMs);
      return `${percent} %`;
    }
    case 'one-price-changed': {
      const domain = row.pick([...sandbox.domains(), null]);
      if (domain === null) return '';
      const yearMinor = Math.round((renewalPriceMinor(domain, 1) * row.pick([70, 80, 120, 121, 200])) / 100);
      sandbox.editDomain(domain.name, { priceMinor: yearMinor });
      prices.changedOne(domain.name, time.nowMs);
      return `${domain.name} ${yearMinor}`;
    }
    case 'balance-changed': {
      // Spent on something else, or topped up.
      const minor = row.pick([0, 5000, 15_000, 30_000, PLENTY_MINOR, PLENTY_MINOR]);
      sandbox.setBalance(minor);
      return String(minor);
    }
    case 'price-call-denied':
    case 'price-call-missing':
      sandbox.switchCall(PRICE_CALL, deed === 'price-call-denied' ? 'no-permission' : 'not-found');
      prices.setCall(false, time.nowMs);
      time.at(time.nowMs + row.between(1, 150) * HOUR_MS, () => priceCallOn({ sandbox, prices, time }));
      return '';
    case 'balance-call-denied':
      sandbox.switchCall(BALANCE_CALL, row.pick(['no-permission', 'not-found'] as const));
      time.at(time.nowMs + row.between(1, 10) * DAY_MS, () => sandbox.switchCall(BALANCE_CALL, 'normal'));
      return '';
  }
}

/** Somebody has topped up the account and asked for the permissions; prices stay what they are. */
export function calmMoney(people: Omit<MoneyPeople, 'faults'>): void {
  people.sandbox.setBalance(PLENTY_MINOR);
  people.sandbox.switchCall(BALANCE_CALL, 'normal');
  priceCallOn(people);
}

function priceCallOn({ sandbox, prices, time }: Omit<MoneyPeople, 'faults'>): void {
  sandbox.switchCall(PRICE_CALL, 'normal');
  prices.setCall(true, time.nowMs);
}
