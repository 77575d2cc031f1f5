import type { PolicyMatch } from './policy.ts';
import { type PolicyMap, withoutUndefined } from './policy-reader.ts';
import { tldOf } from './tld-terms.ts';

const FIELDS = ['name', 'tld', 'tag', 'group', 'resourceGroup', 'registrant', 'premium'];
const CONDITIONS = `at least one condition of ${FIELDS.join(', ')}; leave match out to match every domain`;

/** Reads what a rule matches; undefined where it has no match, and so matches everything. Its faults are noted. */
export function readMatch(rule: PolicyMap): PolicyMatch | undefined {
  const given = rule.map('match', CONDITIONS);
  if (given === undefined) return undefined;
  given.onlyKnown(FIELDS);
  if (given.keys().length === 0) rule.fault('match', CONDITIONS);
  return withoutUndefined<PolicyMatch>({
    name: given.texts(
      'name',
      globOf,
      'a glob on domain names, for example shop-*.com (in quotes when it begins with *, in punycode, xn--…, when it has combining marks)',
    ),
    tld: given.texts(
      'tld',
      (item) => (typeof item === 'string' ? tldOf(item) : null),
      'the end of a domain name without wildcards, for example com.cn',
    ),
    tag: given.texts('tag', labelOf, 'a tag as key or as key=value (in quotes when it is a number)'),
    group: given.texts('group', idOf, 'the id or the name of a domain group'),
    resourceGroup: given.texts('resourceGroup', labelOf, 'the id of a resource group'),
    registrant: given.texts('registrant', labelOf, 'the holder as the account lists it, or individual, or enterprise'),
    premium: given.flag('premium'),
  });
}

/** As RENEW_INCLUDE takes them. */
function globOf(item: unknown): string | null {
  const glob = typeof item === 'string' ? item.trim().toLowerCase() : '';
  return /^[\p{L}\p{N}.*?_-]{1,253}$/u.test(glob) ? glob : null;
}

function labelOf(item: unknown): string | null {
  const text = typeof item === 'string' ? item.trim() : '';
  return /^[^\p{Cc}\p{Zl}\p{Zp}]{1,300}$/u.test(text) ? text : null;
}

/** Ids are numbers: YAML reads them as such unless they stand in quotes. A larger number would have lost digits. */
function idOf(item: unknown): string | null {
  return typeof item === 'number' && Number.isSafeInteger(item) ? String(item) : labelOf(item);
}
