/** One PutLogs that reached the service, whatever the client heard of it. */
export interface LogWriteRecord {
  readonly atMs: number;
  readonly requestId: string;
  readonly logstore: string;
  /** Null for any shard. */
  hashKey: string | null;
  /** Null without a condition. */
  seqid: number | null;
  logCount: number;
  /** `waiting` lands later · `lost` was never carried out · `refused` with a code. */
  state: 'stored' | 'waiting' | 'lost' | 'refused';
  /** Empty unless refused. */
  code: string;
}

/** The log service's own records. */
export interface LogServiceBooks {
  /** How often each call was made, refused ones included. */
  readonly calls: Readonly<Record<string, number>>;
  /** Calls that delete, split or merge: the product must never make one. */
  readonly forbidden: number;
  readonly writes: readonly Readonly<LogWriteRecord>[];
}

export interface LogBookKeeper {
  called(call: string): number;
  forbade(): void;
  addWrite(record: LogWriteRecord): void;
  /** A copy: whoever reads the books cannot change them. */
  copy(): LogServiceBooks;
}

/** Books without an entry. */
export function createLogBooks(): LogBookKeeper {
  const calls = new Map<string, number>();
  const writes: LogWriteRecord[] = [];
  let forbidden = 0;
  return {
    called: (call) => {
      const count = (calls.get(call) ?? 0) + 1;
      calls.set(call, count);
      return count;
    },
    forbade: () => {
      forbidden += 1;
    },
    addWrite: (record) => writes.push(record),
    copy: () => ({ calls: Object.fromEntries(calls), forbidden, writes: writes.map((record) => ({ ...record })) }),
  };
}
