import { readFileSync } from 'node:fs';
import { isAlias, isMap, isPair, isSeq, LineCounter, type Node, parseDocument, visit, type YAMLError } from 'yaml';
import { InputError, type InputFault, shown } from '../config/fault.ts';
import { NO_POLICY, type Policy } from '../config/policy.ts';
import { checkPolicy } from '../config/policy-check.ts';
import type { Locate, Path } from '../config/policy-reader.ts';
import { codeOf } from './file-lock.ts';

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
}

/**
 * The policy in this file; without a name that of POLICY_FILE in the current folder, or none where there is no such file.
 * @throws InputError naming every fault with its line, or why a file that was named cannot be read.
 */
export function loadPolicy(named: string | null): LoadedPolicy {
  const file = named ?? POLICY_FILE;
  const text = readText(file, named === null);
  return text === null ? { policy: NO_POLICY, file: null, ruleLines: [] } : { ...read(text, file), file };
}

/**
 * A policy from YAML.
 * @throws InputError naming every fault with its line: of the YAML, or, when that can be read, of what it says.
 */
export function policyFrom(text: string, file: string): Policy {
  return read(text, file).policy;
}

function read(text: string, file: string): Pick<LoadedPolicy, 'policy' | 'ruleLines'> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
  const broken = [...document.errors, ...document.warnings].map((error) => yamlFault(error, file, lineAt));
  const faults = [...broken, ...aliasFaults(document, file, lineAt)];
  if (faults.length > 0) throw new InputError('policy', faults);
  const locate = locator(document, file, lineAt);
  const policy = checkPolicy(plain(document, file), locate);
  return { policy, ruleLines: policy.rules.map((_, place) => locate(['rules', place]).line ?? null) };
}

function readText(file: string, mayBeMissing: boolean): string | null {
  try {
    const bytes = readFileSync(file);
    if (bytes.length <= BYTES_MAX) return bytes.toString('utf8');
    throw unusable(file, `${bytes.length} bytes long`, `a policy of at most ${BYTES_MAX} bytes`);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    if (code === 'ENOENT' && mayBeMissing) return null;
    throw unusable(file, `not readable (${code})`, 'a file with a policy in YAML, which this user may read');
  }
}

function unusable(file: string, value: string, allowed: string): InputError {
  return new InputError('policy', [{ field: 'the policy file', value, allowed, file }]);
}

function yamlFault({ message, pos }: YAMLError, file: string, lineAt: (offset: number) => number): InputFault {
  const allowed = `YAML that can be read; ${message.replace(/\s+/g, ' ')}`;
  return { field: 'this line', value: 'not readable', allowed, file, line: lineAt(pos[0]) };
}

type Document = ReturnType<typeof parseDocument>;

/** To YAML a glob that begins with `*` and has no quotes is an alias. */
function aliasFaults(document: Document, file: string, lineAt: (offset: number) => number): InputFault[] {
  const faults: InputFault[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const line = lineAt(offsetOf(alias) ?? 0);
      faults.push({
        field: 'this line',
        value: shown(`*${alias.source}`),
        allowed: 'in quotes, as every text that begins with *',
        file,
        line,
      });
    },
  });
  return faults;
}

function plain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch (error) {
    // What yaml throws for too many.
    if (!(error instanceof ReferenceError)) throw error;
    throw unusable(file, shown(error.message), `a policy with at most ${ALIASES_MAX} aliases`);
  }
}

/** The line of a field is that of its key; of a field that is missing, that of the mapping which should have it. */
function locator(document: Document, file: string, lineAt: (offset: number) => number): Locate {
  return (path: Path) => {
    let node: unknown = document.contents;
    let offset = offsetOf(node) ?? 0;
    for (const step of path) {
      const found = stepInto(isAlias(node) ? node.resolve(document) : node, step);
      if (found === null) break;
      offset = offsetOf(found.at) ?? offset;
      node = found.node;
    }
    return { file, line: lineAt(offset) };
  };
}

function stepInto(node: unknown, step: string | number): { readonly at: unknown; readonly node: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => keyText(key) === String(step));
    return isPair(pair) ? { at: pair.key, node: pair.value } : null;
  }
  const item = isSeq(node) && typeof step === 'number' ? node.items[step] : undefined;
  return item === undefined ? null : { at: item, node: item };
}

function keyText(key: unknown): string {
  return typeof key === 'object' && key !== null && 'value' in key ? String(key.value) : '';
}

function offsetOf(node: unknown): number | null {
  return (node as Node | null)?.range?.[0] ?? null;
}
