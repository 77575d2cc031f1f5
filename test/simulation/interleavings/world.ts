import type { SlsLogGroup } from '../../../src/adapters/sls-protobuf.ts';
import type { LedgerEntry } from '../../../src/ledger/entry.ts';
import { advanceTasks, type Order, type Registrar, type Rules, take, textOfOrders } from './registrar.ts';

/** One write to the log: what is appended together. The same write is the same object, so that worlds can be compared by numbers. */
export interface Write {
  readonly id: number;
  readonly entries: readonly LedgerEntry[];
  /** As the log service stores it; null where the ledger is at the level of its interface. */
  readonly group: SlsLogGroup | null;
}

/** The log; the same writes in the same order are the same object. */
export interface Log {
  readonly id: number;
  readonly writes: readonly Write[];
  readonly next: Map<number, Log>;
}

/** A request on its way: it may land at any later step, or never. */
export type Flight =
  | { readonly what: 'claims'; readonly write: Write; readonly append: number }
  | { readonly what: 'facts'; readonly write: Write }
  | { readonly what: 'order'; readonly by: string; readonly orders: readonly Order[]; readonly sentMs: number };

/** All that two processes share. Never changed: a step makes another. Equal worlds are one object. */
export interface World {
  readonly id: number;
  readonly nowMs: number;
  readonly log: Log;
  /** The service's sequence id: the number of the last claim append that it knows of. */
  readonly lastAppend: number;
  readonly registrar: Registrar;
  readonly flights: readonly Flight[];
}

/** The gateway gives up after 10 s, and what it took by then is carried out soon: a request that is older never lands. */
const ORDER_FLIES_MS = 120_000;

/** Makes worlds, and knows every one it made. */
export class Universe {
  readonly rules: Rules;
  readonly #writes = new Map<string, Write>();
  readonly #registrars = new Map<string, Registrar>();
  readonly #worlds = new Map<string, World>();
  #logs = 0;
  readonly emptyLog: Log = { id: 0, writes: [], next: new Map() };

  constructor(rules: Rules) {
    this.rules = rules;
  }

  write(entries: readonly LedgerEntry[], group: SlsLogGroup | null): Write {
    const text = JSON.stringify(group ?? entries);
    const known = this.#writes.get(text);
    if (known !== undefined) return known;
    const write = { id: this.#writes.size, entries, group };
    this.#writes.set(text, write);
    return write;
  }

  world(parts: Omit<World, 'id'>): World {
    const registrar = this.#registrar(parts.registrar);
    const flights = parts.flights.map(textOfFlight).join(';');
    const key = `${parts.nowMs}|${parts.log.id}|${parts.lastAppend}|${registrar.id}|${flights}`;
    const known = this.#worlds.get(key);
    if (known !== undefined) return known;
    const world = { ...parts, registrar, id: this.#worlds.size };
    this.#worlds.set(key, world);
    return world;
  }

  /** Books with the id -1 are new. */
  #registrar(registrar: Registrar): Registrar {
    if (registrar.id >= 0) return registrar;
    const { domains, tasks, paid } = registrar;
    const text = JSON.stringify([domains, tasks, paid]);
    const known = this.#registrars.get(text);
    if (known !== undefined) return known;
    const made = { domains, tasks, paid, id: this.#registrars.size };
    this.#registrars.set(text, made);
    return made;
  }

  appended(world: World, write: Write): World {
    const { next, writes } = world.log;
    let log = next.get(write.id);
    if (log === undefined) {
      this.#logs += 1;
      log = { id: this.#logs, writes: [...writes, write], next: new Map() };
      next.set(write.id, log);
    }
    return this.world({ ...world, log });
  }

  /** A claim append lands: the condition is looked at now, not when it was sent. Null when its number is taken. */
  claimed(world: World, write: Write, append: number): World | null {
    if (this.rules.checksNumbers && append <= world.lastAppend) return null;
    return this.appended({ ...world, lastAppend: Math.max(world.lastAppend, append) }, write);
  }

  /** The registrar takes an order. */
  ordered(world: World, by: string, orders: readonly Order[]): World {
    const registrar = take(world, { by, orders }, this.rules);
    return this.world({ ...world, registrar: { ...registrar, id: -1 } });
  }

  withFlight(world: World, flight: Flight): World {
    return this.world({ ...world, flights: [...world.flights, flight] });
  }

  /** The request on its way arrives. */
  landed(world: World, index: number): World {
    const flight = world.flights[index];
    const rest = { ...world, flights: world.flights.filter((_, at) => at !== index) };
    switch (flight?.what) {
      case 'claims':
        return this.claimed(rest, flight.write, flight.append) ?? this.world(rest);
      case 'facts':
        return this.appended(rest, flight.write);
      case 'order':
        return this.ordered(rest, flight.by, flight.orders);
      case undefined:
        throw new RangeError(`nothing flies at ${index}`);
    }
  }

  /** Time goes on: tasks end, orders on their way are dropped. */
  at(world: World, nowMs: number): World {
    if (nowMs <= world.nowMs) return world;
    const books = advanceTasks(world.registrar, nowMs, this.rules);
    const registrar = books === world.registrar ? world.registrar : { ...books, id: -1 };
    const flights = world.flights.filter((one) => one.what !== 'order' || nowMs - one.sentMs <= ORDER_FLIES_MS);
    return this.world({ ...world, nowMs, registrar, flights });
  }

  get worldCount(): number {
    return this.#worlds.size;
  }
}

function textOfFlight(flight: Flight): string {
  switch (flight.what) {
    case 'claims':
      return `c${flight.write.id}/${flight.append}`;
    case 'facts':
      return `f${flight.write.id}`;
    case 'order':
      return `o${flight.by}@${flight.sentMs}:${textOfOrders(flight.orders)}`;
  }
}
