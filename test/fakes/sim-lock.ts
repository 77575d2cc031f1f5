import { LOCK_WAIT_MS_MAX, LockError } from '../../src/adapters/file-lock.ts';
import type { Clock } from '../../src/lib/clock.ts';

/** One who waits for the lock, or has it. */
export interface Ticket {
  readonly process: number;
  granted: () => void;
}

/** The lock beside a simulated file: first come, first served; it is the first one's in the row. */
export class SimLock {
  readonly #path: string;
  #row: Ticket[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  /** The process that has it; null when it is free. */
  get holder(): number | null {
    return this.#row[0]?.process ?? null;
  }

  /**
   * Waits for its turn, and leaves no sleep behind when it is free. A process that dies while it waits never comes back.
   * @throws LockError when it has not come within 10 s of the clock.
   */
  async take(process: number, clock: Clock): Promise<Ticket> {
    const ticket: Ticket = { process, granted: () => undefined };
    if (this.#row.push(ticket) === 1) return ticket;
    await new Promise<void>((resolve, reject) => {
      ticket.granted = resolve;
      void clock.sleep(LOCK_WAIT_MS_MAX).then(() => {
        if (!this.#row.includes(ticket) || this.#row[0] === ticket) return;
        const holder = this.holder;
        this.giveBack(ticket);
        reject(
          new LockError(
            `${this.#path} is held by process ${holder} on sim; delete that file only when that process is gone`,
          ),
        );
      });
    });
    return ticket;
  }

  /** Does nothing when the ticket's process died before. */
  giveBack(ticket: Ticket): void {
    this.#leave((one) => one === ticket);
  }

  processDied(process: number): void {
    this.#leave((one) => one.process === process);
  }

  machineDied(): void {
    this.#row = [];
  }

  #leave(leaves: (ticket: Ticket) => boolean): void {
    const first = this.#row[0];
    this.#row = this.#row.filter((ticket) => !leaves(ticket));
    if (this.#row[0] !== first) this.#row[0]?.granted();
  }
}
