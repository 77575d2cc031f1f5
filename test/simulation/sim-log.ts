import { entriesOf, groupOf } from '../../src/adapters/log-service-groups.ts';
import { logServiceLedger } from '../../src/adapters/log-service-ledger.ts';
import type { SlsLogGroup } from '../../src/adapters/sls-protobuf.ts';
import { decodeEntry } from '../../src/ledger/codec.ts';
import type { LedgerEntry } from '../../src/ledger/entry.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/model/time.ts';
import type { Faults } from './faults.ts';
import type { SimLedger } from './sim-ledger.ts';
import type { SimProcess } from './sim-process.ts';
import { type LogStore, type ServiceError, simSlsClient } from './sim-sls-client.ts';
import type { SimTime } from './sim-time.ts';

interface Stored {
  readonly group: SlsLogGroup;
  readonly receivedMs: number;
  readonly visibleMs: number;
}

interface Refusal {
  readonly kind: 'log-denied' | 'log-quota';
  readonly hasReads: boolean;
  readonly untilMs: number;
}

/** A logstore with one shard, as the facts describe it: groups in one order, and sequence ids that only rise. */
export class SimLog implements SimLedger, LogStore {
  readonly #time: SimTime;
  readonly #faults: Faults;
  readonly #groups: Stored[] = [];
  readonly #entries: LedgerEntry[] = [];
  readonly #decoded = new WeakMap<object, LedgerEntry>();
  readonly isOnPlatform = true;
  readonly damage = null;
  #sequenceId = 0;
  #unreachableUntilMs = 0;
  #refusal: Refusal = { kind: 'log-quota', hasReads: false, untilMs: 0 };

  constructor(time: SimTime, faults: Faults) {
    this.#time = time;
    this.#faults = faults;
  }

  open(process: SimProcess, deadlineMs: number): Ledger {
    const client = simSlsClient(process, { log: this, time: this.#time, faults: this.#faults, deadlineMs });
    return logServiceLedger({ client, clock: process.clock, horizonDays: 400, place: 'sim/sim', decode: this.#decode });
  }

  /** What was written long before the first day. */
  remember(history: readonly LedgerEntry[]): void {
    for (const entry of history) {
      this.#groups.push({ group: groupOf([entry], entry.atMs), receivedMs: entry.atMs, visibleMs: entry.atMs });
      if (entry.kind === 'claimed') this.#sequenceId = entry.append ?? 0;
    }
    this.#entries.push(...history);
  }

  entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  newDay(): void {
    if (this.#faults.strikes('log-unreachable', 0.06)) {
      const row = this.#faults.row('log-unreachable');
      this.#unreachableUntilMs = this.#time.nowMs + row.between(MINUTE_MS, row.pick([10, 30]) * HOUR_MS);
    }
    if (this.#faults.strikes('log-denied', 0.04)) this.#refuseLater('log-denied', 30 * HOUR_MS);
    if (this.#faults.strikes('log-quota', 0.06)) this.#refuseLater('log-quota', 3 * HOUR_MS);
  }

  /** Some time today a permission is taken away, or a quota used up: for everything, or for writes alone. */
  #refuseLater(kind: 'log-denied' | 'log-quota', longestMs: number): void {
    const row = this.#faults.row(kind);
    this.#time.at(this.#time.nowMs + row.between(0, DAY_MS), () => {
      const untilMs = this.#time.nowMs + row.between(SECOND_MS, row.pick([5 * MINUTE_MS, longestMs]));
      const hasReads = row.happens(0.5);
      this.#refusal = { kind, hasReads, untilMs: Math.min(untilMs, this.#faults.calmMs) };
    });
  }

  refusalOf(action: string): ServiceError | null {
    const { kind, hasReads, untilMs } = this.#refusal;
    const isWrite = action === 'PutLogs';
    if (this.#time.nowMs >= untilMs || !(hasReads || isWrite)) return null;
    if (kind === 'log-denied') return { httpStatus: 401, code: 'Unauthorized' };
    return { httpStatus: 403, code: isWrite ? 'WriteQuotaExceed' : 'ReadQuotaExceed' };
  }

  get isReachable(): boolean {
    return this.#time.nowMs >= this.#unreachableUntilMs;
  }

  /** False when a write with a higher sequence id was there before. */
  store(group: SlsLogGroup, sequenceId: number | undefined): boolean {
    if (sequenceId !== undefined) {
      if (this.#faults.strikes('sequence-forgotten', 0.4)) this.#sequenceId = 0;
      if (sequenceId <= this.#sequenceId) return false;
    }
    // Acknowledged and then lost, with its number: a claim, or the entry that opens the log.
    const isOpening = this.#groups.length === 0;
    const chance = isOpening ? 0.3 : 0.02;
    if ((sequenceId !== undefined || isOpening) && this.#faults.strikes('log-write-forgotten', chance)) return true;
    if (sequenceId !== undefined) this.#sequenceId = sequenceId;
    const isLate = this.#faults.strikes('log-seen-late', 0.06);
    const lateMs = isLate ? this.#faults.row('log-seen-late').between(100, 40 * SECOND_MS) : 0;
    const times = this.#faults.strikes('log-write-doubled', 0.03) ? 2 : 1;
    const entries = entriesOf([group], 'sim', this.#decode);
    for (let time = 0; time < times; time++) {
      const visibleMs = Math.max(this.#time.nowMs + lateMs, this.#groups.at(-1)?.visibleMs ?? 0);
      this.#groups.push({ group, receivedMs: this.#time.nowMs, visibleMs });
      this.#entries.push(...entries);
    }
    return true;
  }

  /** The groups from a place on that can be seen; none behind one that cannot. */
  seenFrom(place: number, countMax: number): SlsLogGroup[] {
    const groups: SlsLogGroup[] = [];
    for (let at = place; at < this.#groups.length && groups.length < countMax; at++) {
      const stored = this.#groups[at];
      if (stored === undefined || stored.visibleMs > this.#time.nowMs) break;
      groups.push(stored.group);
    }
    return groups;
  }

  /** The place of the first group received at or after that second. */
  placeFrom(second: number): number {
    const place = this.#groups.findIndex(({ receivedMs }) => Math.floor(receivedMs / SECOND_MS) >= second);
    return place === -1 ? this.#groups.length : place;
  }

  get length(): number {
    return this.#groups.length;
  }

  /** An entry is only a function of what is stored, and nobody changes one: decoded once, it is as good for every reader. */
  readonly #decode = (contents: Readonly<Record<string, string>>): LedgerEntry => {
    const known = this.#decoded.get(contents);
    if (known !== undefined) return known;
    const entry = decodeEntry(contents);
    this.#decoded.set(contents, entry);
    return entry;
  };
}
