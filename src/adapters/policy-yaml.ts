import {
  isAlias,
  isMap,
  isPair,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Range,
  Scalar,
  visit,
  type YAMLError,
} from 'yaml';
import { type InputFault, shown, shownField } from '../config/fault.ts';
import type { Locate, Path } from '../config/policy-reader.ts';

/** What could be parsed of a policy, and what could not. */
export interface ParsedPolicy {
  /** Of the YAML itself, each with its line. */
  readonly faults: readonly InputFault[];
  readonly locate: Locate;
  /** Not all of it is there: what the first fault may have changed was left out. */
  readonly isCut: boolean;
  /** False where nothing is left of it. */
  readonly isCheckable: boolean;
  /** The line of the first alias; null where there is none. */
  firstAliasLine(): number | null;
  /** @throws ReferenceError for more aliases than that. */
  plain(aliasesMax: number): unknown;
}

type Document = ReturnType<typeof parseDocument>;
type LineAt = (offset: number) => number;

/** Parses a policy, as far as that goes. */
export function parsePolicy(text: string, file: string): ParsedPolicy {
  const lineCounter = new LineCounter();
  // At another level yaml warns on stderr of what is told as a fault here.
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true, logLevel: 'error' });
  const lineAt: LineAt = (offset) => lineCounter.linePos(offset).line;
  const errors = [...document.errors, ...document.warnings];
  const faults = [
    ...oneEachLine(errors.map((error) => yamlFault(error, document, file, lineAt))),
    ...aliasFaults(document, file, lineAt),
  ];
  const breaks = errors.filter(({ code }) => !HARMLESS.includes(code));
  const isCut = breaks.length > 0;
  if (isCut) {
    const line = Math.min(...breaks.map((error) => lineAt(beginOf(error, document))));
    cut(document, Math.min(...breaks.map(({ pos }) => pos[0])));
    // Without a line of its own: it is told last.
    faults.push({ field: 'the rest', value: `not checked until line ${line} can be read`, allowed: '', file });
  }
  return {
    faults,
    locate: locator(document, file, lineAt),
    isCheckable: !isCut || isMap(document.contents),
    isCut,
    firstAliasLine: () => {
      let line: number | null = null;
      visit(document, {
        Alias: (_, alias) => {
          line = lineAt(offsetOf(alias) ?? 0);
          return visit.BREAK;
        },
      });
      return line;
    },
    plain: (aliasesMax) => document.toJS({ maxAliasCount: aliasesMax }) as unknown,
  };
}

/** These leave everything around them as it is meant. */
const HARMLESS: readonly YAMLError['code'][] = ['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED'];

function yamlFault(error: YAMLError, document: Document, file: string, lineAt: LineAt): InputFault {
  const { code } = error;
  const line = lineAt(beginOf(error, document));
  if (code === 'DUPLICATE_KEY') {
    const key = keyAt(error.pos[0], document);
    const field = key === null ? 'this field' : shownField(key);
    return { field, value: 'there twice', allowed: 'each field once', file, line };
  }
  return { field: 'this line', value: `not readable as YAML: ${reasonOf(error)}`, allowed: '', file, line };
}

/** The key that begins at this offset; null where none is found. */
function keyAt(offset: number, document: Document): string | null {
  let found: string | null = null;
  visit(document, {
    Pair: (_, { key }) => {
      if (offsetOf(key) !== offset) return undefined;
      found = keyText(key);
      return visit.BREAK;
    },
  });
  return found;
}

/** What is never closed is noticed far behind: what counts is where it begins. */
function beginOf({ message, pos: [offset] }: YAMLError, document: Document): number {
  let opened = offset;
  const open = ({ range }: { readonly range?: Range | null | undefined }): void => {
    if (range && range[0] < offset && range[1] >= offset) opened = range[0];
  };
  if (UNCLOSED_QUOTE.test(message)) {
    visit(document, {
      Scalar: (_, scalar) => {
        if (scalar.type === Scalar.QUOTE_DOUBLE || scalar.type === Scalar.QUOTE_SINGLE) open(scalar);
      },
    });
  } else if (UNCLOSED_BRACKET.test(message)) {
    visit(document, {
      Collection: (_, collection) => {
        if (collection.flow === true) open(collection);
      },
    });
  }
  return opened;
}

/** What the usual slips are, where the parser speaks of its own matters. */
const PLAIN: Partial<Record<YAMLError['code'], string>> = {
  BAD_INDENT: 'it begins further left or right than the lines that it belongs to',
  BLOCK_AS_IMPLICIT_KEY: 'it has a second colon (put such a text in quotes), or begins too far to the right',
  TAB_AS_INDENT: 'it begins with a tab; only blanks may stand there',
  MULTIPLE_DOCS: 'a second document begins here, behind --- or ...; a policy is one document',
  UNEXPECTED_TOKEN: 'something stands here that belongs to nothing; put a text with brackets or commas in quotes',
  BLOCK_IN_FLOW: 'a comma or a bracket is missing; inside of { } and [ ] commas part the items',
  MULTILINE_IMPLICIT_KEY: 'it has no colon, or its field and colon are not in one line',
  BAD_ALIAS: 'a text that begins with * or & must be in quotes',
};

/** Messages of the parser that name none of what a person sees. */
const UNCLOSED_QUOTE = /^Missing closing (["'])quote$/;
const UNCLOSED_BRACKET = /^Flow (map|sequence) in block collection .* end with a (.)$/;

function reasonOf({ code, message }: YAMLError): string {
  const [, quote] = UNCLOSED_QUOTE.exec(message) ?? [];
  if (quote !== undefined) return `the ${quote} that begins a text here is not closed`;
  const [, kind, close] = UNCLOSED_BRACKET.exec(message) ?? [];
  if (close === undefined) return plainText(message, code) ?? message.replace(/\s+/g, ' ');
  return `the ${kind === 'map' ? '{' : '['} that begins here has no ${close}, or lines in it stand too far left`;
}

function plainText(message: string, code: YAMLError['code']): string | undefined {
  if (message === 'Sequence item without - indicator') return PLAIN.BAD_INDENT;
  if (message === 'Implicit map keys need to be followed by map values') return PLAIN.MULTILINE_IMPLICIT_KEY;
  return LEFT_OVER.test(message) ? LEFT_OVER_TEXT : PLAIN[code];
}

const LEFT_OVER = /^Unexpected .* at node end$/;
const LEFT_OVER_TEXT = 'something is left over behind a value that has ended; put the whole text in quotes';

/** One slip can make several faults of a line: the first says enough. */
function oneEachLine(faults: readonly InputFault[]): InputFault[] {
  return faults.filter(({ line }, index) => faults.findIndex((one) => one.line === line) === index);
}

/** To YAML a glob that begins with `*` and has no quotes is an alias. From here on it is the text that was meant, so that the rest can be checked. */
function aliasFaults(document: Document, file: string, lineAt: LineAt): InputFault[] {
  const faults: InputFault[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const text = `*${alias.source}`;
      const line = lineAt(offsetOf(alias) ?? 0);
      faults.push({
        field: 'this line',
        value: shown(text),
        allowed: 'in quotes, as every text that begins with *',
        file,
        line,
      });
      const meant = new Scalar(text);
      meant.range = alias.range ?? null;
      return meant;
    },
  });
  return faults;
}

/**
 * Leaves only what is certain in spite of a fault at this offset: the fields, and of the rules those, behind which another one begins before
 * the fault. A parser goes from the front to the back, so these are what they will be once the fault is mended.
 */
function cut({ contents }: Document, offset: number): void {
  if (!isMap(contents)) return;
  const rules = contents.items.find(({ key }) => keyText(key) === 'rules')?.value;
  if (isSeq(rules)) rules.items = rules.items.slice(0, lastBefore(rules.items, offset));
  const whole = lastBefore(
    contents.items.map(({ key }) => key),
    offset,
  );
  contents.items = contents.items.filter(({ value }, index) => index < whole || (isSeq(rules) && value === rules));
}

/** The place of the last of them that begins before the offset. */
function lastBefore(nodes: readonly unknown[], offset: number): number {
  return Math.max(
    0,
    nodes.findLastIndex((node) => (offsetOf(node) ?? offset) < offset),
  );
}

/** The line of a field is that of its key; of a field that is missing, that of the mapping which should have it. */
function locator(document: Document, file: string, lineAt: LineAt): Locate {
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
  if (typeof key !== 'object' || key === null || !('value' in key)) return '';
  const text = String(key.value);
  // As `toJS` writes a key that is null.
  return key.value === null ? '' : text;
}

function offsetOf(node: unknown): number | null {
  return (node as Node | null)?.range?.[0] ?? null;
}
