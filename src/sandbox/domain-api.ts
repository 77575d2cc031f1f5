import type { SandboxReply, SandboxRequest } from '../lib/wire.ts';
import type { SandboxCouponSeed } from './account.ts';
import type { BystanderRecord, OrderRecord, SandboxBooks, SubmissionRecord } from './books.ts';
import { addPastTasks, renewByHand } from './bystanders.ts';
import type { CallSwitch } from './call-switches.ts';
import { createChance } from './chance.ts';
import type { ChaosProfile } from './chaos-profile.ts';
import type { PlantedFault } from './faults.ts';
import type { DomainSandboxOptions } from './options.ts';
import type { SandboxDomain, SandboxDomainChanges, SandboxDomainSeed } from './registry.ts';
import { createService, type DirectAnswer, type DirectCall } from './service.ts';
import { createWorld, type World } from './world.ts';

/**
 * A stand-in for the Domain API with its own registrar, money and time: no sockets, no clock, no chance but the seed's.
 * Every call first brings the world up to date with the clock.
 */
export interface DomainSandbox {
  handle(request: SandboxRequest): SandboxReply;
  /** A call without sockets, signatures and JSON, for worlds in which millions are made. */
  call(call: DirectCall): DirectAnswer;
  /** A copy of the sandbox's own records as of now. */
  books(): SandboxBooks;
  /** The next matching calls fare as told, instead of by chance. */
  fault(fault: PlantedFault): void;
  /** Moves the sandbox's time on, ahead of the clock it was given. */
  advance(durationMs: number): void;
  /** The registrar's time: the clock and all that was advanced. */
  now(): number;
  /** The domain as it is now, by its name in any form; null when the account has none such. */
  domain(name: string): SandboxDomain | null;
  domains(): SandboxDomain[];
  addDomain(domain: SandboxDomainSeed): SandboxDomain;
  /** Null when the account has no such domain. */
  editDomain(name: string, changes: SandboxDomainChanges): SandboxDomain | null;
  removeDomain(name: string): boolean;
  /** Somebody renews it for a year at the console. Null when the account has no such domain. */
  renewByHand(name: string): SandboxDomain | null;
  /** From now on it misbehaves otherwise. */
  tune(profile: Partial<ChaosProfile>): void;
  /** From now on renewals cost so much of what the price list says. */
  setPricePercent(percent: number): void;
  setBalance(balanceMinor: number): void;
  addCoupon(coupon: SandboxCouponSeed): void;
  /** From now on that call is answered so. */
  switchCall(action: string, answer: CallSwitch): void;
  /** The books' own entries as of now: not to be changed, and they change with the next call. */
  records(): SandboxRecords;
}

/** The entries that grow, oldest first. */
export interface SandboxRecords {
  readonly orders: readonly Readonly<OrderRecord>[];
  readonly submissions: readonly Readonly<SubmissionRecord>[];
  readonly bystanders: readonly BystanderRecord[];
}

/** A sandbox of its own: several may run side by side. */
export function createDomainSandbox(options: DomainSandboxOptions): DomainSandbox {
  let advancedMs = 0;
  const now = (): number => options.now() + advancedMs;
  const world = createWorld(options, now());
  addPastTasks(world, now());
  const service = createService(world);
  const upToDate = (): World => {
    world.agenda.runUntil(now());
    return world;
  };
  const { books } = world;
  const records = { orders: books.orders(), submissions: books.submissions(), bystanders: books.bystanderDeeds() };
  return {
    handle: (request) => {
      upToDate();
      return service.handle(request, { nowMs: now(), unadvancedMs: options.now() });
    },
    books: () => upToDate().books.copy(world.account.record()),
    fault: (fault) => service.plant(fault),
    advance: (durationMs) => {
      advancedMs += durationMs;
    },
    now,
    domain: (name) => upToDate().registry.find(name),
    domains: () => upToDate().registry.all(),
    addDomain: (domain) => upToDate().registry.add(domain),
    editDomain: (name, changes) => upToDate().registry.edit(name, changes),
    removeDomain: (name) => upToDate().registry.remove(name),
    call: (call) => {
      upToDate();
      return service.call(call, now());
    },
    renewByHand: (name) => {
      const domain = upToDate().registry.find(name);
      if (domain === null) return null;
      renewByHand(world, domain, createChance(options.seed, `by hand ${name} ${domain.expiryMs}`), now());
      world.books.addBystander({ atMs: now(), deed: 'renewed', domain: domain.name });
      return world.registry.find(name);
    },
    tune: (profile) => {
      upToDate().profile = { ...world.profile, ...profile };
    },
    setPricePercent: (percent) => {
      world.pricePercent = percent;
    },
    setBalance: (balanceMinor) => upToDate().account.setBalance(balanceMinor),
    addCoupon: (coupon) => void upToDate().account.addCoupon(coupon, now()),
    switchCall: (action, answer) => void world.switches.set(action, answer),
    records: () => {
      upToDate();
      return records;
    },
  };
}
