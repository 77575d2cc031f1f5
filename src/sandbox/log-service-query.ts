import { notSupported, parameterInvalid } from './log-service-errors.ts';

/** Whether a log, by its fields, is searched for. */
export type LogFilter = (fields: ReadonlyMap<string, string>) => boolean;

/**
 * Reads the small part of the query language that tests need: `*`, `key: value`, `key: "some words"`, plain words, `not`,
 * `and` and `or` (which binds less). Values match whole. SQL and whatever else is NotSupportedInSandbox.
 */
export function readLogQuery(query: string): LogFilter {
  if (query.includes('|')) throw notSupported('SQL in a query');
  const tokens = query.match(/"[^"]*"|[^\s":()]+|[:()]/g) ?? [];
  if (tokens.some((token) => token === '(' || token === ')')) throw notSupported('brackets in a query');
  if (tokens.length === 0) return () => true;
  const either = splitBy(tokens, 'or').map((part) => splitBy(part, 'and').map((term) => readTerm(term)));
  return (fields) => either.some((all) => all.every((term) => term(fields)));
}

function readTerm(tokens: readonly string[]): LogFilter {
  const [first = '', ...rest] = tokens;
  if (first.toLowerCase() === 'not') {
    const term = readTerm(rest);
    return (fields) => !term(fields);
  }
  if (tokens.length === 1 && first === '*') return () => true;
  if (tokens.length === 1 && first !== ':')
    return (fields) => [...fields.values()].some((value) => holds(value, first));
  const [colon, value] = rest;
  if (tokens.length !== 3 || colon !== ':' || value === undefined) {
    throw parameterInvalid(`The query is not understood at: ${tokens.join(' ')}`);
  }
  return (fields) => {
    const found = fields.get(plain(first));
    return found !== undefined && (value === '*' || found.toLowerCase() === plain(value).toLowerCase());
  };
}

function holds(value: string, word: string): boolean {
  return value.toLowerCase().includes(plain(word).toLowerCase());
}

function plain(token: string): string {
  return token.replace(/^"(.*)"$/, '$1');
}

function splitBy(tokens: readonly string[], word: string): string[][] {
  const parts: string[][] = [[]];
  for (const token of tokens) {
    if (token.toLowerCase() === word) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
