import type { Quote, QuoteQuery } from '../inventory/quote-reader.ts';
import { type DomainName, domainName } from '../model/domain.ts';
import { type Currency, currencyOf } from '../model/money.ts';
import { amountFrom } from './cloud-amount.ts';
import {
  asRow,
  field,
  flag,
  hasPart,
  integer,
  type Parsed,
  printable,
  type Row,
  rowsIn,
  text,
  word,
} from './domain-api-values.ts';

/** `refused`: the service took the question and would not answer it, all of it. */
export type PriceReply =
  | { readonly kind: 'quotes'; readonly quotes: ReadonlyMap<DomainName, Quote> }
  | { readonly kind: 'refused'; readonly why: string };

const TEXT_LENGTH_MAX = 200;

/**
 * Reads a reply of QueryDomainRealTimePrice (fields known from the SDK only, no recorded reply exists). A quote for every query, by
 * the normal form of its name. `fitToKeep` is null for a text of the
 * service that must not be kept.
 */
export function parsePrices(
  body: Row,
  queries: readonly QuoteQuery[],
  currency: Currency,
  fitToKeep: (raw: string) => string | null,
): Parsed<PriceReply> {
  if (flag(body, 'Success') === false) {
    const said = [...new Set(REFUSAL_FIELDS.map((name) => text(body, name)?.trim() ?? ''))].filter((one) => one !== '');
    return { value: { kind: 'refused', why: `the service refused it: ${fitToKeep(said.join(' ')) ?? WITHHELD}` } };
  }
  if (!hasPart(body, 'Module')) return { unreadable: 'the answer has no Module' };
  const rows = rowsByName(rowsIn(field(body, 'Module'), 'DomainPrices'));
  const quotes = queries.map((query) => {
    const quote = quoteOf(query, rows.get(query.name) ?? [], currency);
    return [query.name, keptQuote(quote, fitToKeep)] as const;
  });
  return { value: { kind: 'quotes', quotes: new Map(quotes) } };
}

function keptQuote(quote: Quote, fitToKeep: (raw: string) => string | null): Quote {
  if (quote.kind === 'unknown') return unknown(fitToKeep(quote.why) ?? WITHHELD);
  return quote.kind === 'price' ? quote : { ...quote, reason: fitToKeep(quote.reason) ?? WITHHELD };
}

const WITHHELD = 'withheld, as it may repeat credentials';

const REFUSAL_FIELDS = ['ErrorCode', 'ErrorMsg', 'DynamicCode', 'DynamicMessage'];

/** The rows about renewals. A row may leave its action out; one about another action is not for us. */
function rowsByName(raws: readonly unknown[]): Map<DomainName, Row[]> {
  const rows = new Map<DomainName, Row[]>();
  for (const raw of raws) {
    const row = asRow(raw);
    const name = row === null ? null : domainName(text(row, 'DomainName') ?? '');
    if (row === null || name === null || !['', 'RENEW'].includes(word(row, 'Action'))) continue;
    rows.set(name, [...(rows.get(name) ?? []), row]);
  }
  return rows;
}

/** Rows for other years do no harm beside the right one; two that do not say the same make the price unknown. */
function quoteOf(query: QuoteQuery, rows: readonly Row[], currency: Currency): Quote {
  const ofTerm = rows.filter((row) => periodOf(row) === query.years);
  const quotes = (ofTerm.length > 0 ? ofTerm : rows).map((row) => rowQuote(row, query.years, currency));
  const [quote] = quotes;
  if (quote === undefined) return unknown('the answer has no row for it');
  const isAgreed = new Set(quotes.map((one) => JSON.stringify(one))).size === 1;
  return isAgreed ? quote : unknown('the answer has rows for it that contradict each other');
}

function rowQuote(row: Row, years: number, currency: Currency): Quote {
  const reason = textOf(row, 'Reason', TEXT_LENGTH_MAX);
  const minor = amountFrom(textOf(row, 'Price', 40), currency) ?? 0;
  if (reason !== '' && (flag(row, 'Avail') === false || minor <= 0)) return { kind: 'not-renewable', reason };
  const doubt =
    termDoubt(row, years) ?? currencyDoubt(row, currency) ?? availDoubt(row, reason) ?? priceDoubt(row, minor);
  if (doubt !== null) return unknown(doubt);
  return { kind: 'price', price: { minor, currency }, premium: flag(row, 'Premium') ?? false };
}

function priceDoubt(row: Row, minor: number): string | null {
  if (minor > 0) return null;
  const written = textOf(row, 'Price', 40);
  return written === '' ? 'the answer has no price' : `its price "${written}" is no price`;
}

function textOf(row: Row, name: string, lengthMax: number): string {
  return printable(text(row, name) ?? '', lengthMax);
}

/** Years. `Period` is optional in a question and 1 when it is left out; taken for the same in an answer. */
function periodOf(row: Row): number | null {
  return field(row, 'Period') === null ? 1 : integer(row, 'Period');
}

function termDoubt(row: Row, years: number): string | null {
  const period = periodOf(row);
  if (period === years) return null;
  return period === null ? 'the answer does not say for how long' : `the answer is for ${period} years, not ${years}`;
}

function currencyDoubt(row: Row, currency: Currency): string | null {
  const written = textOf(row, 'Currency', 20);
  if (currencyOf(written) === currency) return null;
  return written === '' ? 'the answer does not say in which currency' : `the answer is in ${written}, not ${currency}`;
}

/** The values of `Avail` are not documented: 1 stands in the only sample. */
function availDoubt(row: Row, reason: string): string | null {
  const written = field(row, 'Avail');
  if (flag(row, 'Avail') === true || (written === null && reason === '')) return null;
  const said = written === null ? `gives a reason: ${reason}` : `says Avail ${textOf(row, 'Avail', 20)}`;
  return `the answer has a price, but ${said}`;
}

function unknown(why: string): Quote {
  return { kind: 'unknown', why };
}
