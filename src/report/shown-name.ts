import { domainName, unicodeName } from '../model/domain.ts';

/** A domain of a result or of the ledger as people write it: an IDN in its own script. */
export function shownName(domain: string): string {
  const name = domainName(domain);
  return name === null ? domain : unicodeName(name);
}
