import type { AccountReader } from '../inventory/account-reader.ts';
import type { Quote, QuoteReader } from '../inventory/quote-reader.ts';
import type { ListedDomain } from '../model/domain.ts';
import { type Currency, moneyText } from '../model/money.ts';
import type { Finding } from '../report/findings.ts';
import { tried } from './doctor-domain.ts';

const PRICES = 'prices';
const BALANCE = 'balance';
const HELD = 'Domains without a price are held (RENEW_UNKNOWN_PRICE)';

/** The price call and the balance, by asking for them. */
export async function examineMoney(
  { services, account }: { readonly services: QuoteReader; readonly account: AccountReader },
  sample: ListedDomain | null,
  currency: Currency,
): Promise<Finding[]> {
  return [await pricesFinding(services, sample, currency), await balanceFinding(account, currency)];
}

async function pricesFinding(services: QuoteReader, sample: ListedDomain | null, currency: Currency): Promise<Finding> {
  if (sample === null) return { what: PRICES, state: 'not-tried', detail: 'no domain of the list to ask for' };
  const { name, listedName } = sample;
  const asked = await tried(async () => await services.renewalPrices([{ name, listedName, years: 1 }], currency));
  if ('error' in asked) {
    const { fields, message } = asked.error;
    const isDenied = fields.kind === 'permission' ? ' to the user or role that these keys belong to' : '';
    return { what: PRICES, state: 'problem', detail: `${message}${isDenied}. ${HELD}` };
  }
  if (asked.value.kind === 'no-such-call') {
    const detail = `this site does not tell prices (${asked.value.why}). Put them under "prices" into the policy; ${HELD}`;
    return { what: PRICES, state: 'not-tried', detail };
  }
  return quoteFinding(listedName, asked.value.quotes.get(name));
}

function quoteFinding(listedName: string, quote: Quote | undefined): Finding {
  const action = '(domain:QueryDomainRealTimePrice)';
  if (quote?.kind === 'price') {
    const price = moneyText(quote.price.minor, quote.price.currency);
    return { what: PRICES, state: 'ok', detail: `${listedName} costs ${price} for a year ${action}` };
  }
  if (quote?.kind === 'not-renewable') {
    return { what: PRICES, state: 'ok', detail: `can be asked ${action}; ${listedName}: ${quote.reason}` };
  }
  const why = quote?.why ?? 'the answer does not name it';
  return { what: PRICES, state: 'not-tried', detail: `${listedName} was asked for, and has none: ${why}. ${HELD}` };
}

/** The balance is no condition of a run: without it plans are not cut to what the account can pay. */
async function balanceFinding(account: AccountReader, currency: Currency): Promise<Finding> {
  const balance = await account.balance();
  if (balance.kind === 'unavailable') {
    const detail = `not known, so plans are not cut to it, and a task without money fails: ${balance.why}`;
    return { what: BALANCE, state: 'not-tried', detail };
  }
  const { value } = balance;
  const text = `the account can pay ${moneyText(value.minor, value.currency)}`;
  if (value.currency !== currency) {
    const detail = `${text}, but RENEW_CURRENCY is ${currency}: prices and caps would be in the wrong currency. Set RENEW_CURRENCY=${value.currency}`;
    return { what: BALANCE, state: 'problem', detail };
  }
  return { what: BALANCE, state: 'ok', detail: `${text} (bssapi:QueryAccountBalance)` };
}
