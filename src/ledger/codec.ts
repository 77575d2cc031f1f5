import { shown } from '../config/fault.ts';
import { type DomainName, domainName } from '../model/domain.ts';
import { currencyOf } from '../model/money.ts';
import { type TaskNo, taskNo } from '../model/task.ts';
import { fromIso, toIso } from '../model/time.ts';
import { type ClaimEntry, type Claimed, type ClaimId, type LedgerEntry, SCHEMA } from './entry.ts';

/** An entry as it is stored: flat, so that it also fits a log service, whose values are all texts. */
export type StoredEntry = Readonly<Record<string, string | number | boolean>>;

/** An entry that cannot be understood: the run stops, because a claim may hide behind it. */
export class EntryError extends Error {
  override readonly name = 'EntryError';
}

/** The entry as flat fields; what is null is left out. Inverse of `decodeEntry`. */
export function encodeEntry(entry: LedgerEntry): StoredEntry {
  const stored: Record<string, string | number | boolean> = { schema: SCHEMA, kind: entry.kind, at: toIso(entry.atMs) };
  for (const [name, value] of Object.entries(entry) as [string, unknown][]) {
    if (name === 'atMs' || value === null) continue;
    if (name === 'claimantUntilMs') stored['claimantUntil'] = toIso(value as number);
    else if (name === 'counts') {
      for (const [count, number] of Object.entries(value as Record<string, number>)) stored[`count.${count}`] = number;
    } else stored[name] = value as string | number | boolean;
  }
  return stored;
}

/**
 * Reads a stored entry, with numbers as numbers or as texts. Fields that it does not know are left alone.
 * @throws EntryError naming the field, its value and what is allowed; also for an unknown kind or schema.
 */
export function decodeEntry(stored: unknown): LedgerEntry {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) {
    throw new EntryError(`an entry is ${shown(stored)}; allowed: a JSON object`);
  }
  const fields = new Fields(stored as Record<string, unknown>);
  fields.number('schema', SCHEMA, SCHEMA);
  const common = { atMs: fields.instant('at'), runId: fields.text('runId') };
  const kind = fields.text('kind');
  switch (kind) {
    case 'opened':
      return { ...common, kind, ledgerId: openedId(fields), ...(fields.flag('again') ? { again: true } : {}) };
    case 'finished':
      return { ...common, kind, counts: fields.counts(), ...finishedFacts(fields), ...plannedText(fields) };
    case 'claimed':
    case 'accepted':
    case 'refused':
    case 'doubted':
    case 'renewed':
    case 'failed':
    case 'released':
      return decodeClaimEntry(kind, common.atMs, common.runId, fields);
    default:
      throw fields.wrong('kind', 'opened, claimed, accepted, refused, doubted, renewed, failed, released or finished');
  }
}

/** The contract gives the id no name: another program may call it `id`, or leave it to the run that opened the ledger. */
function openedId(fields: Fields): string {
  for (const name of ['ledgerId', 'id']) if (fields.has(name)) return fields.text(name);
  return fields.text('runId');
}

/** What every entry about a claim has. */
type About = Omit<
  Claimed,
  'kind' | 'append' | 'instanceId' | 'claimantUntilMs' | 'priceMinor' | 'currency' | 'countedMinor'
>;
type ClaimDecoder = (about: About, fields: Fields) => ClaimEntry;

function decodeClaimEntry(kind: ClaimEntry['kind'], atMs: number, runId: string, fields: Fields): ClaimEntry {
  const about = {
    atMs,
    runId,
    claimId: fields.text('claimId') as ClaimId,
    domain: fields.domain(),
    expiryMs: fields.number('expiryMs', 1),
    years: fields.number('years', 1, 10),
  };
  return CLAIM_DECODERS[kind](about, fields);
}

/** Every field is named, none spread: that takes a fiftieth of the time, and a ledger has 100,000 entries. */
const CLAIM_DECODERS: Readonly<Record<ClaimEntry['kind'], ClaimDecoder>> = {
  claimed: ({ atMs, runId, claimId, domain, expiryMs, years }, fields) => {
    const append = fields.has('append') ? fields.number('append', 1) : null;
    const instanceId = fields.textOr('instanceId', '');
    const claimantUntilMs = fields.has('claimantUntil') ? fields.instant('claimantUntil') : null;
    // A torn entry may have lost one of the two: neither says anything alone.
    const isPriced = fields.has('priceMinor') && fields.has('currency');
    // A currency that another program knows is none of ours: such a claim counts as one without a price.
    const currency = isPriced ? currencyOf(fields.text('currency')) : null;
    const priceMinor = currency === null ? null : fields.number('priceMinor', 0);
    const counted = fields.has('countedMinor') ? { countedMinor: fields.number('countedMinor', 0) } : {};
    return {
      kind: 'claimed',
      atMs,
      runId,
      claimId,
      domain,
      expiryMs,
      years,
      append,
      instanceId,
      claimantUntilMs,
      priceMinor,
      currency,
      ...counted,
    };
  },
  accepted: ({ atMs, runId, claimId, domain, expiryMs, years }, fields) => {
    return { kind: 'accepted', atMs, runId, claimId, domain, expiryMs, years, taskNo: fields.taskNo() };
  },
  refused: ({ atMs, runId, claimId, domain, expiryMs, years }, fields) => {
    return { kind: 'refused', atMs, runId, claimId, domain, expiryMs, years, reason: fields.textOr('reason', '') };
  },
  released: ({ atMs, runId, claimId, domain, expiryMs, years }, fields) => {
    return { kind: 'released', atMs, runId, claimId, domain, expiryMs, years, reason: fields.textOr('reason', '') };
  },
  doubted: ({ atMs, runId, claimId, domain, expiryMs, years }, fields) => {
    const [reason, looked] = [fields.textOr('reason', ''), fields.flag('looked')];
    return { kind: 'doubted', atMs, runId, claimId, domain, expiryMs, years, reason, looked };
  },
  failed: ({ atMs, runId, claimId, domain, expiryMs, years }, fields) => {
    const [taskNo, reason] = [taskNoOrNull(fields), fields.textOr('reason', '')];
    return { kind: 'failed', atMs, runId, claimId, domain, expiryMs, years, taskNo, reason };
  },
  renewed: ({ atMs, runId, claimId, domain, expiryMs, years }, fields) => {
    const [taskNo, newExpiryMs] = [taskNoOrNull(fields), newExpiry(fields)];
    return { kind: 'renewed', atMs, runId, claimId, domain, expiryMs, years, taskNo, newExpiryMs };
  },
};

function taskNoOrNull(fields: Fields): TaskNo | null {
  return fields.has('taskNo') ? fields.taskNo() : null;
}

/** An entry of another program may not say where the date went: then it is only known to have moved. */
function newExpiry(fields: Fields): number {
  return fields.has('newExpiryMs') ? fields.number('newExpiryMs', 1) : fields.number('expiryMs', 1);
}

function finishedFacts(fields: Fields): {
  runKind: 'renew' | 'check';
  mode: 'plan' | 'renew';
  trigger: 'timer' | 'direct' | 'command';
} {
  return {
    // What the contract does not name may be missing in an entry of another program; it then is no run of ours by a timer.
    runKind: fields.has('runKind') ? fields.oneOf('runKind', ['renew', 'check'] as const) : 'renew',
    mode: fields.has('mode') ? fields.oneOf('mode', ['plan', 'renew'] as const) : 'plan',
    trigger: fields.has('trigger') ? fields.oneOf('trigger', ['timer', 'direct', 'command'] as const) : 'direct',
  };
}

function plannedText(fields: Fields): { plan?: string } {
  return fields.has('plan') ? { plan: fields.text('plan') } : {};
}

/** Reads the fields of one stored entry, each with its own error. */
class Fields {
  readonly #stored: Record<string, unknown>;

  constructor(stored: Record<string, unknown>) {
    this.#stored = stored;
  }

  wrong(name: string, allowed: string): EntryError {
    const value = this.#stored[name];
    return new EntryError(`${name} is ${value === undefined ? 'missing' : shown(value)}; allowed: ${allowed}`);
  }

  has(name: string): boolean {
    const value = this.#stored[name];
    return value !== undefined && value !== null && value !== '';
  }

  text(name: string): string {
    const value = this.#stored[name];
    if (typeof value === 'string' && value !== '') return value;
    throw this.wrong(name, 'a text');
  }

  textOr(name: string, standard: string): string {
    return this.has(name) ? this.text(name) : standard;
  }

  number(name: string, min: number, max: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.#stored[name];
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= min && number <= max) return number;
    const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
    throw this.wrong(name, min === max ? String(min) : `a whole number ${range}`);
  }

  flag(name: string): boolean {
    if (!this.has(name)) return false;
    const value = this.#stored[name];
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw this.wrong(name, 'true or false');
  }

  instant(name: string): number {
    const value = this.#stored[name];
    const atMs = typeof value === 'string' ? fromIso(value) : null;
    if (atMs === null) throw this.wrong(name, 'an instant in UTC, ISO 8601');
    return atMs;
  }

  domain(): DomainName {
    const name = domainName(this.text('domain'));
    if (name === null) throw this.wrong('domain', 'a domain name');
    return name;
  }

  taskNo(): TaskNo {
    const number = taskNo(this.#stored['taskNo']);
    if (number === null) throw this.wrong('taskNo', 'a task number');
    return number;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    const found = allowed.find((value) => value === this.#stored[name]);
    if (found === undefined) throw this.wrong(name, allowed.join(', '));
    return found;
  }

  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const name of Object.keys(this.#stored)) {
      if (name.startsWith('count.')) counts[name.slice('count.'.length)] = this.number(name, 0);
    }
    return counts;
  }
}
