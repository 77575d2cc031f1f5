import type { PolicyMatch } from '../config/policy.ts';
import type { ListedDomain } from '../model/domain.ts';
import { formsOf, matchesGlob } from './globs.ts';

/** What rules look at of one domain. */
export interface Features {
  /** The name in the forms that a glob may match. */
  readonly forms: readonly string[];
  /** The forms, each in its characters; made when the first glob needs them. */
  letters(): readonly (readonly string[])[];
  readonly domain: Pick<ListedDomain, 'name' | 'premium' | 'labels'>;
}

/** Whether a rule matches. */
export type RuleTest = (features: Features) => boolean;

/** What rules look at of this domain. */
export function featuresOf(domain: ListedDomain): Features {
  const forms = formsOf(domain);
  let letters: readonly (readonly string[])[] | null = null;
  const lettersOf = (): readonly (readonly string[])[] => {
    letters ??= forms.map((form) => Array.from(form));
    return letters;
  };
  return { forms, letters: lettersOf, domain };
}

/** The test of a rule: all its conditions must hold. Without any it matches every domain. The cheap ones are asked first. */
export function ruleTest(match: PolicyMatch | undefined): RuleTest {
  if (match === undefined) return () => true;
  const { premium, tld, tag, group, resourceGroup, registrant, name } = match;
  const tests: RuleTest[] = [];
  if (premium !== undefined) tests.push(({ domain }) => domain.premium === premium);
  if (tld !== undefined) tests.push(endsWithOneOf(tld));
  if (tag !== undefined) tests.push(({ domain }) => shareOne(tag, domain.labels?.tags));
  if (group !== undefined) tests.push(({ domain }) => shareOne(group, domain.labels?.groups));
  if (resourceGroup !== undefined) tests.push(({ domain }) => shareOne(resourceGroup, domain.labels?.resourceGroups));
  if (registrant !== undefined) tests.push(({ domain }) => shareOne(registrant, domain.labels?.registrants));
  if (name !== undefined) tests.push(matchesOneOf(name));
  return (features) => tests.every((test) => test(features));
}

function endsWithOneOf(tlds: readonly string[]): RuleTest {
  const ends = tlds.map((tld) => `.${tld}`);
  return ({ domain }) => ends.some((end) => domain.name.endsWith(end));
}

function matchesOneOf(globs: readonly string[]): RuleTest {
  const patterns = globs.map((glob) => Array.from(glob));
  return (features) => features.letters().some((text) => patterns.some((pattern) => matchesGlob(pattern, text)));
}

function shareOne(wanted: readonly string[], given: readonly string[] | undefined): boolean {
  return given?.some((one) => wanted.includes(one)) === true;
}
