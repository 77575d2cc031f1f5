import { addYears, DAY_MS, HOUR_MS, SECOND_MS } from '../model/time.ts';
import type { Chance } from './chance.ts';
import { makeDomainNames } from './domain-names.ts';
import type { SandboxDomain, SandboxDomainSeed } from './registry.ts';

type Oddity = Partial<Omit<SandboxDomain, 'name' | 'instanceId' | 'registeredMs'>>;

/** Those within 35 days of their expiry or past it. */
const SOON_SHARE = 0.1;

/**
 * A portfolio by chance: expiry dates spread over three years, eight to ten in a hundred within 35 days, one of those
 * tomorrow, and from some 260 domains on a few of every oddity. Of the soon expiring at least half are ordinary.
 */
export function makePortfolio(chance: Chance, count: number, nowMs: number): SandboxDomainSeed[] {
  const soonCount = Math.min(count, Math.max(1, Math.round(count * SOON_SHARE)));
  const oddities = odditiesAt(nowMs, Math.floor(soonCount / 2), chance);
  const names = makeDomainNames(chance, count);
  const inOrder = names.map((name, index) => {
    const soon = index < soonCount;
    const expiryMs = index === 0 ? nowMs + DAY_MS + chance.between(0, 3) * HOUR_MS : expiryOf(chance, nowMs, soon);
    // Oddities sit at the end of the soon ones; those with a date of their own are moved out of the window by it.
    const oddity = soon && index > 0 ? (oddities[soonCount - 1 - index] ?? {}) : {};
    return withWholeSeconds({ name, expiryMs, registeredMs: 0, ...oddity }, chance);
  });
  return shuffled(inOrder, chance);
}

function expiryOf(chance: Chance, nowMs: number, soon: boolean): number {
  const days = soon ? chance.between(2, 33) : chance.between(36, 1095);
  return nowMs + days * DAY_MS + chance.between(0, DAY_MS - 1);
}

/** The oddities most telling first, as many as fit into half of the soon expiring. */
function odditiesAt(nowMs: number, countMax: number, chance: Chance): Oddity[] {
  const expired = (daysMin: number, daysMax: number): Oddity => ({
    expiryMs: nowMs - chance.between(daysMin, daysMax) * DAY_MS - chance.between(0, DAY_MS - 1),
  });
  const each: readonly Oddity[] = [
    { premium: true },
    { autoRenew: true },
    expired(2, 20),
    expired(34, 50),
    { audit: 'FAILED' },
    { transferOut: true },
    { holderChange: true },
  ];
  const again: readonly Oddity[] = [{ autoRenew: true }, { premium: true }, expired(1, 25), expired(40, 60)];
  const more: readonly Oddity[] = [{ transferOut: true }, { audit: 'FAILED' }, { holderChange: true }];
  return [...each, ...again, ...more].slice(0, countMax);
}

function withWholeSeconds(domain: SandboxDomainSeed, chance: Chance): SandboxDomainSeed {
  const expiryMs = Math.floor(domain.expiryMs / SECOND_MS) * SECOND_MS;
  return { ...domain, expiryMs, registeredMs: addYears(expiryMs, -chance.between(4, 9)) };
}

/** In the order in which they were added to the account, which is not the order of expiry. */
function shuffled<T>(items: readonly T[], chance: Chance): T[] {
  return items
    .map((item) => ({ item, place: chance.next() }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item);
}
