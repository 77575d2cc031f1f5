import type { DiskPiece, LedgerDisk, LockedFile } from '../../src/adapters/ledger-disk.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { SimLock } from './sim-lock.ts';

/** What a process is about to do at the disk. */
export interface DiskStep {
  readonly deed: 'read' | 'lock' | 'append' | 'sync' | 'truncate' | 'set-aside' | 'unlock';
  /** Of an append; 0 for all else. */
  readonly bytes: number;
}

/**
 * Asked before each step. Null: it is done. A number: the process dies there, and so many bytes of its append land (0 before any other
 * step). It may sleep first, as a process that is paused there, or throw what the system says (`ENOSPC`): the step is not done then.
 */
export type AtStep = (step: DiskStep) => Promise<number | null> | number | null;

/** Since the last sync: what was written, or to what length the file was cut. */
type Change = Buffer | number;

const NOTHING = Buffer.alloc(0);

/**
 * One file on the disk of one machine, with several processes on it; in memory, by microtasks only. An append goes to the page cache,
 * where it outlives its process but not a loss of power; `sync` makes all that was done so far durable.
 */
export class SimDisk {
  readonly place: string;
  readonly #lock: SimLock;
  readonly #dead = new Set<number>();
  readonly #aside: string[] = [];
  /** The page cache. What was written is never changed in place, so a view of it stays what it was. */
  #bytes: Buffer = NOTHING;
  #size = 0;
  #exists = false;
  #durable: Buffer | null = null;
  #changes: Change[] = [];
  #boot = 0;

  constructor(place = 'sim/ledger.jsonl') {
    this.place = place;
    this.#lock = new SimLock(`${place}.lock`);
  }

  /** All that a reader would see now; a view, not to be written to. */
  get content(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  /** The torn texts, oldest first. */
  get aside(): readonly string[] {
    return this.#aside;
  }

  /** The process that holds the lock; null when it is free. */
  get lockHolder(): number | null {
    return this.#lock.holder;
  }

  /** How many steps a loss of power could take back: one for each byte that was appended and each truncation since the last sync. */
  get unsynced(): number {
    return this.#changes.reduce((sum: number, change) => sum + stepsOf(change), 0);
  }

  /**
   * The disk as one process sees it; it may have several handles. What is dead never hears of its last deed: its promises never settle.
   * @throws RangeError for a process that has died since the last loss of power.
   */
  open(process: number, clock: Clock, atStep: AtStep = () => null): LedgerDisk {
    if (this.#dead.has(process)) throw new RangeError(`process ${process} is dead`);
    const boot = this.#boot;
    const isDead = (): boolean => boot !== this.#boot || this.#dead.has(process);
    /** Looks for death in the same tick in which the deed is done: nothing fits in between. */
    const step = async <T>(deed: DiskStep['deed'], act: (landed: number | null) => T, bytes = 0): Promise<T> => {
      if (isDead()) return await never();
      const landed = await atStep({ deed, bytes });
      if (isDead()) return await never();
      if (landed === null) return act(null);
      if (deed === 'append') act(landed);
      this.processDied(process);
      return await never();
    };
    const file: LockedFile = {
      append: async (text) => {
        const bytes = Buffer.from(text);
        await step('append', (landed) => this.#append(bytes.subarray(0, landed ?? bytes.length)), bytes.length);
      },
      sync: async () => await step('sync', () => this.#sync()),
      truncate: async (length) => await step('truncate', () => this.#truncate(length)),
      setAside: async (text) => await step('set-aside', () => void this.#aside.push(text)),
    };
    return {
      read: async (offset, bytesMax) => await step('read', () => this.#read(offset, bytesMax)),
      locked: async (work) => {
        const ticket = await step('lock', () => this.#lock.take(process, clock));
        if (isDead()) return await never();
        this.#exists = true;
        try {
          return await work(file);
        } finally {
          await step('unlock', () => this.#lock.giveBack(ticket));
        }
      },
    };
  }

  /** What it appended stays, its lock is free for the next one, and it does nothing more here. */
  processDied(process: number): void {
    this.#dead.add(process);
    this.#lock.processDied(process);
  }

  /**
   * Every process dies, and of what was not synced only the first `keep` steps are still there (0 to `unsynced`). Afterwards the machine
   * is up again: any process number may be opened anew, and the old handles stay dead.
   * @throws RangeError for a number that cannot be.
   */
  losePower(keep: number): void {
    if (!Number.isInteger(keep) || keep < 0 || keep > this.unsynced) {
      throw new RangeError(`${keep} steps cannot be kept of ${this.unsynced}`);
    }
    const kept = keptOf(this.#durable ?? NOTHING, this.#changes, keep);
    this.#exists = this.#durable !== null || kept.length > 0;
    this.#bytes = kept;
    this.#size = kept.length;
    this.#durable = this.#exists ? kept : null;
    this.#changes = [];
    this.#boot += 1;
    this.#dead.clear();
    this.#lock.machineDied();
  }

  #read(offset: number, bytesMax: number): DiskPiece | null {
    if (!this.#exists) return null;
    return { bytes: this.#bytes.subarray(offset, Math.min(this.#size, offset + bytesMax)), size: this.#size };
  }

  #sync(): void {
    this.#durable = this.content;
    this.#changes = [];
  }

  #append(bytes: Buffer): void {
    if (this.#size + bytes.length > this.#bytes.length) {
      const longer = Buffer.alloc(Math.max(4096, 2 * (this.#size + bytes.length)));
      this.#bytes.copy(longer, 0, 0, this.#size);
      this.#bytes = longer;
    }
    bytes.copy(this.#bytes, this.#size);
    this.#size += bytes.length;
    if (bytes.length > 0) this.#changes.push(bytes);
  }

  #truncate(length: number): void {
    this.#bytes = Buffer.from(this.#bytes.subarray(0, Math.min(length, this.#size)));
    this.#size = this.#bytes.length;
    this.#changes.push(this.#size);
  }
}

function stepsOf(change: Change): number {
  return typeof change === 'number' ? 1 : change.length;
}

/** The durable bytes, and the first so many steps of what was done to them since. */
function keptOf(durable: Buffer, changes: readonly Change[], keep: number): Buffer {
  let kept = durable;
  let left = keep;
  for (const change of changes) {
    if (left <= 0) break;
    kept = typeof change === 'number' ? kept.subarray(0, change) : Buffer.concat([kept, change.subarray(0, left)]);
    left -= stepsOf(change);
  }
  // A copy: this memory must not grow into what an old view still shows.
  return Buffer.from(kept);
}

async function never(): Promise<never> {
  return await new Promise<never>(() => undefined);
}
