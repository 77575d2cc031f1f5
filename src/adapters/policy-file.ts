import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { InputError, type InputFault } from '../config/fault.ts';
import { NO_POLICY, type Policy } from '../config/policy.ts';
import { checkPolicy } from '../config/policy-check.ts';
import type { Locate } from '../config/policy-reader.ts';
import { orFaults } from '../config/settings.ts';
import { codeOf } from './file-lock.ts';
import { type ParsedPolicy, parsePolicy } from './policy-yaml.ts';

/** Where the policy is, seen from the folder of the deployment. */
export const POLICY_FILE = 'functions/policy.yaml';

/** A thousand rules take about 200 KB. */
const BYTES_MAX = 4_000_000;
/** An alias may stand for a list of aliases: a short text for a document that fills the memory. */
const ALIASES_MAX = 1000;

/** A policy, and the file that it came from. */
export interface LoadedPolicy {
  readonly policy: Policy;
  /** As it was named; null where there is none. */
  readonly file: string | null;
  /** The line of each rule, in the order of the rules. */
  readonly ruleLines: readonly (number | null)[];
  /** Where its fields stand; null where there is no file. */
  readonly locate: Locate | null;
}

/**
 * The policy in this file; without a name that of POLICY_FILE in the current folder, or none where there is no such file.
 * @throws InputError naming every fault with its line, or why a file that was named cannot be read.
 */
export function loadPolicy(named: string | null): LoadedPolicy {
  const file = named ?? POLICY_FILE;
  const text = readText(file, named === null);
  return text === null ? { policy: NO_POLICY, file: null, ruleLines: [], locate: null } : { ...read(text, file), file };
}

/**
 * A policy from YAML.
 * @throws InputError naming every fault with its line: of the YAML, and of what it says as far as that is certain.
 */
export function policyFrom(text: string, file: string): Policy {
  return read(text, file).policy;
}

function read(text: string, file: string): Omit<LoadedPolicy, 'file'> {
  const parsed = parsePolicy(text, file);
  const { locate } = parsed;
  const broken = [...parsed.faults];
  const check = (): Policy => checkPolicy(plain(parsed, file), locate);
  const policy = parsed.isCheckable ? orFaults(broken, check) : null;
  if (policy === null || parsed.faults.length > 0) throw new InputError('policy', inOrder(broken, parsed.isCut));
  return { policy, locate, ruleLines: policy.rules.map((_, place) => locate(['rules', place]).line ?? null) };
}

const LAST = Number.MAX_SAFE_INTEGER;

/** As an editor goes through the file. */
function inOrder(faults: readonly InputFault[], isCut: boolean): InputFault[] {
  // Of what was cut off nothing can be said to be missing.
  const certain = faults.filter(({ value, field }) => !(isCut && value === 'missing' && field === 'currency'));
  return certain.sort((one, other) => (one.line ?? LAST) - (other.line ?? LAST));
}

function readText(file: string, mayBeMissing: boolean): string | null {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > BYTES_MAX) {
      throw unusable(file, `${bytes.length} bytes long`, `a policy of at most ${BYTES_MAX} bytes`);
    }
    const text = bytes.toString('utf8');
    if (isUtf8(bytes)) return text;
    // In another encoding, GBK for one, its Chinese groups, tags and holders would match nothing, and its rules treat nothing.
    const line = text.slice(0, text.indexOf('\ufffd')).split('\n').length;
    throw unusable(file, `not UTF-8 in line ${line}`, 'a policy that is saved as UTF-8');
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    if (code === 'ENOENT' && mayBeMissing) return null;
    throw unusable(
      file,
      code === 'ENOENT' ? 'not there' : `not readable (${code})`,
      'a file with a policy in YAML, which this user may read',
    );
  }
}

function unusable(file: string, value: string, allowed: string): InputError {
  return new InputError('policy', [{ field: 'the policy file', value, allowed, file }]);
}

function plain(parsed: ParsedPolicy, file: string): unknown {
  try {
    return parsed.plain(ALIASES_MAX);
  } catch (error) {
    // What yaml throws for too many.
    if (!(error instanceof ReferenceError)) throw error;
    const line = parsed.firstAliasLine();
    const allowed = `a policy with at most ${ALIASES_MAX} aliases, those inside of what they stand for counted too`;
    const fault = { field: 'the first alias, in this line,', value: 'one of too many', allowed, file };
    throw new InputError('policy', [line === null ? fault : { ...fault, line }]);
  }
}
