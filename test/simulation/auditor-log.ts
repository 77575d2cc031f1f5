import type { ClaimEntry, LedgerEntry } from '../../src/ledger/entry.ts';

/** What the auditor makes of a claim: less than the product does, and by code of its own. */
export interface AuditedClaim {
  readonly claimId: string;
  readonly domain: string;
  readonly expiryMs: number;
  /** The process that wrote it: run ids end in its four characters and a count. */
  readonly processId: string;
  readonly atMs: number;
  readonly years: number;
  /** What its run was quoted for all years, minor units; null when it went on without a price. */
  readonly priceMinor: number | null;
  /** When it got the standing that it has. */
  sinceMs: number;
  standing: 'void' | ClaimEntry['kind'];
  taskNo: string | null;
}

/** A time, and the entries that stood in the log by then. */
export interface Since {
  readonly fromMs: number;
  readonly entryCount: number;
}

/** An entry that a person must hear of. */
export type NotableEntry = Extract<ClaimEntry, { kind: 'failed' | 'refused' | 'doubted' }>;

/** One renewal of one domain and date by one process. */
export function orderKey(processId: string, domain: string, expiryMs: number): string {
  return `${processId}|${domain}|${expiryMs}`;
}

/** The log as the auditor reads it: in its true order, the first claim of a key holds it until it ends without a renewal. */
export class AuditorLog {
  readonly claims: Map<string, AuditedClaim> = new Map();
  /** By domain and date: the claim that may be submitted. */
  readonly #holders = new Map<string, AuditedClaim>();
  readonly #byOrder = new Map<string, AuditedClaim>();
  /** By process: what it wrote of claims that a person must hear of. */
  readonly #notable = new Map<string, NotableEntry[]>();
  /** When a check run last wrote that it found no trace of a claim's submission. */
  readonly #lookedMs = new Map<string, number>();
  /** By claim: so many entries stood in the log before the one that last changed its standing, or what was seen of it. */
  readonly #touchedAt = new Map<string, number>();
  /** So many entries stand in the log. */
  size = 0;
  readonly #ended = new Set<string>();
  readonly #isTimed: (processId: string) => boolean;
  /** When a run that a timer began last ended, by what it wrote itself; null when none has. */
  readonly lastTimedMs: Record<'renew' | 'check', number | null> = { renew: null, check: null };

  /** Which processes a timer began it is told: what they write of themselves may be wrong. */
  constructor(isTimed: (processId: string) => boolean = () => true) {
    this.#isTimed = isTimed;
  }

  /** The claim that the entry is about, as it stands then; null for an entry that changes no claim. */
  take(entry: LedgerEntry): AuditedClaim | null {
    const place = this.size++;
    if (entry.kind === 'finished') this.#finished(entry);
    if (entry.kind === 'opened' || entry.kind === 'finished') return null;
    if (entry.kind === 'doubted' && entry.looked) {
      // Who saw nothing knows nothing: the claim stands as it did, and it is nobody's business yet.
      this.#lookedMs.set(entry.claimId, Math.max(entry.atMs, this.#lookedMs.get(entry.claimId) ?? 0));
      this.#touchedAt.set(entry.claimId, place);
      return null;
    }
    if (isNotable(entry)) {
      const processId = processOf(entry.runId);
      this.#notable.set(processId, [...this.notableOf(processId), entry]);
    }
    const known = this.claims.get(entry.claimId);
    if (entry.kind === 'claimed') return known === undefined ? this.#claimed(entry) : null;
    if (known === undefined || !replaces(known.standing, entry.kind)) return null;
    known.standing = entry.kind;
    known.sinceMs = entry.atMs;
    this.#touchedAt.set(entry.claimId, place);
    if ('taskNo' in entry) known.taskNo = entry.taskNo ?? known.taskNo;
    const key = `${known.domain}|${known.expiryMs}`;
    const isOver = entry.kind === 'refused' || entry.kind === 'released' || entry.kind === 'failed';
    if (isOver && this.#holders.get(key) === known) this.#holders.delete(key);
    return known;
  }

  /** What a process wrote of claims that a person must hear of; some of it twice. */
  notableOf(processId: string): readonly NotableEntry[] {
    return this.#notable.get(processId) ?? [];
  }

  /** Whether a process wrote that it came to its end. */
  hasEnded(processId: string): boolean {
    return this.#ended.has(processId);
  }

  /**
   * Whether a claim's standing, or what was seen of it, changed since then: by what the entry says, or by its place in the log, for one
   * whose writer slept may say a time long past.
   */
  isTouchedSince({ claimId, sinceMs }: AuditedClaim, { fromMs, entryCount }: Since): boolean {
    const touchedMs = Math.max(sinceMs, this.#lookedMs.get(claimId) ?? 0);
    return touchedMs > fromMs || (this.#touchedAt.get(claimId) ?? -1) >= entryCount;
  }

  /** The claim that holds this key now. */
  holder(domain: string, expiryMs: number): AuditedClaim | undefined {
    return this.#holders.get(`${domain}|${expiryMs}`);
  }

  /** The claim of one process for one domain and date, by its `orderKey`. */
  claimOf(key: string): AuditedClaim | undefined {
    return this.#byOrder.get(key);
  }

  #finished({ runId, runKind, atMs }: Extract<LedgerEntry, { kind: 'finished' }>): void {
    const processId = processOf(runId);
    this.#ended.add(processId);
    if (this.#isTimed(processId)) this.lastTimedMs[runKind] = Math.max(this.lastTimedMs[runKind] ?? 0, atMs);
  }

  #claimed(entry: Extract<ClaimEntry, { kind: 'claimed' }>): AuditedClaim {
    const { claimId, domain, expiryMs, atMs, years, priceMinor } = entry;
    const processId = processOf(entry.runId);
    const key = `${domain}|${expiryMs}`;
    const standing = this.#holders.has(key) ? 'void' : 'claimed';
    const facts = { claimId, domain, expiryMs, processId, atMs, years, priceMinor };
    const claim: AuditedClaim = { ...facts, sinceMs: atMs, standing, taskNo: null };
    this.claims.set(claimId, claim);
    if (standing === 'claimed') {
      this.#holders.set(key, claim);
      this.#byOrder.set(orderKey(processId, domain, expiryMs), claim);
    }
    return claim;
  }
}

function processOf(runId: string): string {
  return runId.slice(-8, -4);
}

function isNotable(entry: ClaimEntry): entry is NotableEntry {
  return entry.kind === 'failed' || entry.kind === 'refused' || entry.kind === 'doubted';
}

/** Nothing is certain that a later entry may make more certain; entries may come doubled and late. */
const CERTAINTY = ['void', 'claimed', 'refused', 'doubted', 'released', 'accepted', 'failed', 'renewed'] as const;

function replaces(standing: AuditedClaim['standing'], kind: ClaimEntry['kind']): boolean {
  const before = CERTAINTY.indexOf(standing);
  const after = CERTAINTY.indexOf(kind);
  return standing === 'void' ? after >= CERTAINTY.indexOf('accepted') : after > before;
}

/** What one run wrote stands behind what another had found out meanwhile, and that is more certain. */
export function isOutranked(outcome: string, by: AuditedClaim['standing']): boolean {
  const place = CERTAINTY.findIndex((kind) => kind === outcome);
  return place !== -1 && CERTAINTY.indexOf(by) > place;
}
