import { Agent } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { PopCall, PopClient, PopOutcome } from '../../../src/adapters/pop-core-client.ts';

const fromHere = createRequire(join(import.meta.dirname, 'here.cjs'));
const fromPopCore = createRequire(fromHere.resolve('@alicloud/pop-core/lib/rpc.js'));
/** The parser that pop-core itself uses: objects without a prototype, a BigNumber for more than 15 digits. */
const bigJson = fromPopCore('json-bigint') as { parse(text: string): unknown };

const SUCCESS_CODES: readonly unknown[] = [200, '200', 'OK', 'Success', 'success'];

/** One HTTP answer of the Domain API, its body as text; `null` for a connection that broke. */
export interface WireAnswer {
  readonly text: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What `createPopClient` makes of an answer, without its sockets. */
export function outcomeOfAnswer({ text, status, headers = {} }: WireAnswer): PopOutcome {
  const failed = (error: unknown): PopOutcome => ({ kind: 'failed', error, httpStatus: status, headers, ranOut: null });
  try {
    const body = bigJson.parse(text);
    // pop-core looks for a code, and fails on `null`; what it throws for one carries the body on.
    const code = (body as { Code?: unknown }).Code;
    const isThrown = Boolean(code) && !SUCCESS_CODES.includes(code);
    return isThrown && typeof body !== 'object'
      ? failed(new Error())
      : { kind: 'body', body, httpStatus: status, headers };
  } catch (error) {
    return failed(error);
  }
}

/** A client without sockets: `answer` says what the n-th call gets. */
export function wireClient(
  answer: (call: PopCall, number: number) => PopOutcome,
): PopClient & { readonly calls: PopCall[] } {
  const calls: PopCall[] = [];
  return {
    calls,
    newAgent: () => new Agent(),
    attempt: async (call) => {
      calls.push(call);
      await Promise.resolve();
      return answer(call, calls.length);
    },
  };
}

/** Every text and number that stands in a parsed body: what a definite fact must come from. */
export interface Told {
  /** Trimmed, in capitals. */
  readonly words: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
}

/** What an outcome says at all. */
export function toldBy(outcome: PopOutcome): Told {
  const words = new Set<string>();
  const numbers = new Set<number>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      words.add(value.trim().toUpperCase());
      if (value.trim() !== '') numbers.add(Number(value));
    } else if (typeof value === 'number') {
      words.add(String(value).toUpperCase());
      numbers.add(value);
    } else if (typeof value === 'object' && value !== null) {
      if ('toFixed' in value && typeof value.toFixed === 'function') visit((value as { toFixed(): string }).toFixed());
      else Object.values(value).forEach(visit);
    }
  };
  if (outcome.kind === 'body') visit(outcome.body);
  return { words, numbers };
}
