import { fileLedgerOn } from '../../src/adapters/file-ledger.ts';
import type { DecodeLine } from '../../src/adapters/file-ledger-lines.ts';
import type { LedgerEntry } from '../../src/ledger/entry.ts';
import { type Ledger, LedgerError } from '../../src/ledger/ledger.ts';
import { rememberingDecoder } from '../fakes/remembering-decoder.ts';
import { type DiskStep, SimDisk } from '../fakes/sim-disk.ts';
import type { Faults } from './faults.ts';
import type { SimLedger } from './sim-ledger.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimTime } from './sim-time.ts';

/** How long the disk takes for what must reach it. */
const SYNC_MS = 15;
/** How long a free lock takes. */
const LOCK_MS_MAX = 30;
const LINE_BREAK = 0x0a;

/** The ledger in a file of the one machine on which every run of this world works. */
export class SimFile implements SimLedger {
  readonly #time: SimTime;
  readonly #faults: Faults;
  readonly #disk = new SimDisk('sim/ledger.jsonl');
  readonly #decode: DecodeLine = rememberingDecoder();
  readonly #alive = new Set<SimProcess>();
  readonly isOnPlatform = false;
  damage: string | null = null;
  #entries: LedgerEntry[] = [];
  #readTo = 0;
  #isFull = false;

  constructor(time: SimTime, faults: Faults) {
    this.#time = time;
    this.#faults = faults;
  }

  open(process: SimProcess): Ledger {
    const number = Number.parseInt(process.id, 36);
    this.#alive.add(process);
    process.onDeath = () => {
      this.#alive.delete(process);
      this.#disk.processDied(number);
    };
    const disk = this.#disk.open(number, process.clock, async (step) => await this.#atStep(step, process));
    return fileLedgerOn(disk, this.#disk.place, this.#decode);
  }

  entries(): readonly LedgerEntry[] {
    const { content } = this.#disk;
    const end = content.lastIndexOf(LINE_BREAK) + 1;
    if (end > this.#readTo) {
      const lines = content.subarray(this.#readTo, end).toString('utf8').split('\n');
      // A line break of its own ends what a repair found whole.
      for (const line of lines) if (line !== '') this.#take(line);
      this.#readTo = end;
    }
    return this.#entries;
  }

  #take(line: string): void {
    try {
      this.#entries.push(this.#decode(line, 0, this.#disk.place));
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      this.damage = `a line cannot be understood: ${line.slice(0, 200)}`;
    }
  }

  newDay(): void {
    this.#isFull = this.#faults.strikes('log-unreachable', 0.06);
  }

  async #atStep({ deed, bytes }: DiskStep, process: SimProcess): Promise<number | null> {
    if (deed === 'sync') await this.#time.clock.sleep(SYNC_MS);
    if (deed === 'lock') await this.#time.clock.sleep(this.#faults.row('slow-answer').between(0, LOCK_MS_MAX));
    const pauseMs = process.drawPauseMs();
    if (pauseMs > 0) await this.#time.clock.sleep(pauseMs);
    if (this.#isFull && deed === 'append') throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    if ((deed === 'sync' || deed === 'unlock') && this.#faults.strikes('power-lost', 0.02)) this.#losePower();
    if (!process.isToDie()) return null;
    process.die();
    return this.#faults.row('killed').between(0, bytes);
  }

  /** Every run dies, and any part of what was not on the disk yet is gone. */
  #losePower(): void {
    for (const process of this.#alive) process.die();
    this.#disk.losePower(this.#faults.row('power-lost').between(0, this.#disk.unsynced));
    this.#entries = [];
    this.#readTo = 0;
  }
}
