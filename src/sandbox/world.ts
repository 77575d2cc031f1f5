import { type Account, createAccount } from './account.ts';
import { type Agenda, createAgenda } from './agenda.ts';
import { type BookKeeper, createBookKeeper } from './books.ts';
import type { CallSwitch } from './call-switches.ts';
import { createChance } from './chance.ts';
import { CHAOS_PROFILES, type ChaosProfile } from './chaos-profile.ts';
import type { DomainSandboxOptions } from './options.ts';
import { makePortfolio } from './portfolio.ts';
import { createRegistry, type Registry, type SandboxDomain } from './registry.ts';
import { createTasks, type Tasks } from './tasks.ts';

/** The state behind the API: the registrar's domains, the tasks, the books and what is due. */
export interface World {
  readonly options: DomainSandboxOptions;
  profile: ChaosProfile;
  readonly registry: Registry;
  readonly tasks: Tasks;
  readonly books: BookKeeper;
  readonly agenda: Agenda;
  readonly account: Account;
  /** By action; a call that is not in here is answered as ever. */
  readonly switches: Map<string, CallSwitch>;
  /** Orders that wait for their turn, for each domain. */
  readonly inFlight: Map<string, number>;
  readonly scrolls: Map<string, Scroll>;
  /** What renewals cost now, of what the price list says. */
  pricePercent: number;
}

/** An open ScrollDomainList: a snapshot, and how far it was read. */
export interface Scroll {
  readonly rows: readonly SandboxDomain[];
  position: number;
}

/** A world at its first instant, with the portfolio that the options give or the seed makes. */
export function createWorld(options: DomainSandboxOptions, nowMs: number): World {
  const registry = createRegistry(options.seed);
  const domains = options.domains ?? makePortfolio(createChance(options.seed, 'portfolio'), options.domainCount, nowMs);
  for (const domain of domains) registry.add(domain);
  return {
    options,
    profile: { ...CHAOS_PROFILES[options.chaos], ...options.profile },
    registry,
    tasks: createTasks(),
    books: createBookKeeper(),
    agenda: createAgenda(),
    account: createAccount(options.account ?? {}, nowMs),
    switches: new Map(Object.entries(options.switches ?? {})),
    inFlight: new Map(),
    scrolls: new Map(),
    pricePercent: 100,
  };
}
