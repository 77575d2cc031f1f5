import type { Clock } from '../lib/clock.ts';
import { CloudError, isTimeLeft } from '../model/cloud-error.ts';
import type { DomainDetails, DomainName, ListedDomain } from '../model/domain.ts';
import type { DomainReader } from './domain-reader.ts';
import type { OnProgress } from './pass.ts';

/** What the single-domain query said shortly before a claim, or why it said nothing. */
export interface Reading {
  readonly details: DomainDetails | null;
  /** Why there are no details; empty when there are. */
  readonly missingWhy: string;
  /** When it was asked, epoch milliseconds. */
  readonly readMs: number;
}

export type Readings = ReadonlyMap<DomainName, Reading>;

const AT_ONCE = 4;

/**
 * Reads what the list does not tell, one QueryDomainByInstanceId for each domain, a few at a time. A domain that cannot be read
 * gets a reading without details; it is not renewed then.
 * @throws CloudError when no more can be read, because a permission or the keys are wrong or the time is over. Nothing is under way then.
 */
export async function readDetails(
  reader: DomainReader,
  domains: readonly ListedDomain[],
  clock: Clock,
  onProgress: OnProgress,
): Promise<Map<DomainName, Reading>> {
  const readings = new Map<DomainName, Reading>();
  const waiting = [...domains];
  const stop = (error: unknown): never => {
    // The others finish the domain they are at, and take no other.
    waiting.length = 0;
    throw error;
  };
  const work = async (): Promise<void> => {
    for (let domain = waiting.shift(); domain !== undefined; domain = waiting.shift()) {
      readings.set(domain.name, await readOne(reader, domain, clock.now()).catch(stop));
      onProgress(readings.size, domains.length);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return readings;
}

async function readOne(reader: DomainReader, domain: ListedDomain, readMs: number): Promise<Reading> {
  if (domain.instanceId === '') {
    return { details: null, missingWhy: 'the list gave no instance id for it', readMs };
  }
  try {
    const details = await reader.domainDetails(domain.instanceId);
    if (details === null) return { details, missingWhy: 'the account has no such domain any more', readMs };
    if (details.name !== domain.name) {
      return { details: null, missingWhy: `its instance id belongs to ${details.name}`, readMs };
    }
    return { details, missingWhy: '', readMs };
  } catch (error) {
    if (!(error instanceof CloudError) || endsAll(error)) throw error;
    return { details: null, missingWhy: error.message, readMs };
  }
}

/** The next domain would fare no better. */
function endsAll(error: CloudError): boolean {
  return isTimeLeft(error) || error.fields.kind === 'permission' || error.fields.kind === 'credentials';
}
