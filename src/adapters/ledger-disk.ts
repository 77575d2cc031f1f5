/**
 * What the ledger in a file needs of a disk. It decides nothing: what a torn line means, who wins a number and what must be on the disk
 * before whom is up to `file-ledger.ts`. Errors are the system's, with their codes (`ENOSPC`, …).
 */
export interface LedgerDisk {
  /** What stands from a byte on; it need not be synced. Null when there is no file. */
  read(offset: number, bytesMax: number): Promise<DiskPiece | null>;
  /**
   * Does the work while no other program writes this file, and makes the file, and the folders above it, when they are not there.
   * The lock of a process that died is free; one that is only slow keeps it.
   * @throws LockError when another one holds the lock for 10 s.
   */
  locked<T>(work: (file: LockedFile) => Promise<T>): Promise<T>;
}

export interface DiskPiece {
  /** Fewer than were asked for only at the end of the file. */
  readonly bytes: Buffer;
  /** Of the whole file when it was read, in bytes. */
  readonly size: number;
}

/** A file that only this program writes: handed out with the lock, and good for as long as it is held. */
export interface LockedFile {
  /** Readers see it when it returns. A crash may leave any number of its first bytes; a power failure loses what was not synced. */
  append(text: string): Promise<void>;
  /** When it returns, a power failure loses nothing of what was done to the file, nor its name in the folder. */
  sync(): Promise<void>;
  /** Leaves so many bytes of the file. Like an append, it may be undone by a power failure until it is synced. */
  truncate(length: number): Promise<void>;
  /** Keeps a text beside the ledger, for a person to look at; it is never read again. */
  setAside(text: string): Promise<void>;
}
