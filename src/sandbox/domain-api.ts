import type { SandboxReply, SandboxRequest } from '../lib/wire.ts';
import type { SandboxBooks } from './books.ts';
import { addPastTasks } from './bystanders.ts';
import type { PlantedFault } from './faults.ts';
import type { DomainSandboxOptions } from './options.ts';
import type { SandboxDomain, SandboxDomainChanges, SandboxDomainSeed } from './registry.ts';
import { createService } from './service.ts';
import { createWorld, type World } from './world.ts';

/**
 * A stand-in for the Domain API with its own registrar, money and time: no sockets, no clock, no chance but the seed's.
 * Every call first brings the world up to date with the clock.
 */
export interface DomainSandbox {
  handle(request: SandboxRequest): SandboxReply;
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
  return {
    handle: (request) => {
      upToDate();
      return service.handle(request, { nowMs: now(), unadvancedMs: options.now() });
    },
    books: () => upToDate().books.copy(),
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
  };
}
