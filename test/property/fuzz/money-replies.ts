import fc from 'fast-check';
import { createBssApi } from '../../../src/adapters/bss-api.ts';
import { createDomainApi } from '../../../src/adapters/domain-api.ts';
import type { AccountAnswer, AccountReader, CashCoupon } from '../../../src/inventory/account-reader.ts';
import type { QuoteAnswer, QuoteQuery } from '../../../src/inventory/quote-reader.ts';
import type { Money } from '../../../src/model/money.ts';
import { aName, MINUTE } from '../../builders/domains.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { came, checkCloudError } from './errors.ts';
import { seldomCut, written } from './mutate-bytes.ts';
import { mutated } from './mutate-json.ts';
import { SECRETS, secretIn } from './odd-values.ts';
import { recordedReplies, SAMPLE_NAMES } from './recorded-replies.ts';
import { aTarget, demand, type Target } from './target.ts';
import { outcomeOfAnswer, type Told, toldBy, type WireAnswer, wireClient } from './wire.ts';

/** When the coupon of the official sample is in effect. */
const NOW_MS = Date.UTC(2018, 7, 9);
const STATUSES = [200, 200, 200, 200, 400, 403, 404, 500];
const FIELDS = ['Price', 'Currency', 'Period', 'Avail', 'Reason', 'Success', 'DomainName', 'Code', 'Data', 'Module'];
const BSS_FIELDS = ['AvailableAmount', 'Balance', 'Status', 'ExpiryTime', 'EffectiveTime', 'CashCouponNo'];
const QUERIES: readonly QuoteQuery[] = SAMPLE_NAMES.map((name) => ({ name: aName(name), listedName: name, years: 1 }));

function anAnswer(action: string): fc.Arbitrary<WireAnswer> {
  const fields = [...FIELDS, ...BSS_FIELDS];
  const text = seldomCut(mutated(recordedReplies(action), { fields }).map(written));
  return fc.record({ text, status: fc.constantFrom(...STATUSES) });
}

function optionsFor(answer: WireAnswer) {
  const client = wireClient(() => outcomeOfAnswer(answer));
  const clock = fakeClock(NOW_MS);
  const endpoint = 'http://localhost';
  return { endpoint, credentials: SECRETS, deadlineMs: NOW_MS + 10 * MINUTE, clock, random: () => 0.5, client };
}

/** Fit to be shown, whatever it is: no key, no letter that moves a terminal. */
function checkShown(value: unknown): void {
  const shown = JSON.stringify(value);
  const secret = secretIn(shown);
  demand(secret === null, () => `"${secret}" stands in ${shown}`);
  demand(!/\p{Cc}|\p{Cs}|[\u2028\u202e]/u.test(shown), () => `odd letters in ${shown}`);
}

/** An amount stands in the answer: no more and no less than what was said. */
function checkMoney({ minor, currency }: Money, told: Told): void {
  demand(Number.isSafeInteger(minor), () => `the amount is ${minor}`);
  const unit = currency === 'JPY' ? 1 : 100;
  const isTold = [...told.words].some((word) => Math.abs(Number(word.replaceAll(',', '')) * unit - minor) < 0.001);
  demand(isTold, () => `nothing told ${minor} ${currency}`);
}

function checkQuotes(answer: QuoteAnswer, told: Told): void {
  checkShown(answer.kind === 'quotes' ? [...answer.quotes] : answer);
  if (answer.kind === 'no-such-call') return;
  demand(
    [...answer.quotes.keys()].join() === SAMPLE_NAMES.join(),
    () => `quotes of ${[...answer.quotes.keys()].join()}`,
  );
  for (const quote of answer.quotes.values()) {
    if (quote.kind === 'not-renewable') demand(quote.reason !== '', () => 'no reason');
    if (quote.kind !== 'price') continue;
    demand(quote.price.minor > 0 && quote.price.currency === 'CNY', () => `the price is ${quote.price.minor}`);
    demand(told.words.has('CNY'), () => 'nothing told the currency');
    checkMoney(quote.price, told);
  }
}

const PRICES = aTarget({
  name: 'reply to QueryDomainRealTimePrice',
  shortCases: 50,
  arbitrary: anAnswer('QueryDomainRealTimePrice'),
  async check(answer: WireAnswer) {
    const options = optionsFor(answer);
    const api = createDomainApi({ ...options, apiVersion: '2018-01-29', lang: 'en', userClientIp: '127.0.0.1' });
    const { value, error } = await came(async () => await api.renewalPrices(QUERIES, 'CNY'));
    demand(options.client.calls.length <= 24, () => `${options.client.calls.length} calls for one answer`);
    if (error !== null) checkCloudError(error);
    else checkQuotes(value as QuoteAnswer, toldBy(outcomeOfAnswer(answer)));
  },
});

function anAccountRead<T>(
  action: string,
  read: (account: AccountReader) => Promise<AccountAnswer<T>>,
  check: (value: T, told: Told) => void,
): Target {
  return aTarget({
    name: `reply to ${action}`,
    shortCases: 50,
    arbitrary: anAnswer(action),
    async check(answer: WireAnswer) {
      // It never throws for what the service does.
      const said = await read(createBssApi({ ...optionsFor(answer), currency: 'CNY' }));
      if (said.kind === 'known') check(said.value, toldBy(outcomeOfAnswer(answer)));
      else checkShown(said);
    },
  });
}

function checkCoupons(coupons: readonly CashCoupon[], told: Told): void {
  for (const { couponNo, balance, expiresMs, products } of coupons) {
    demand(told.words.has(couponNo.toUpperCase()), () => `nothing told the coupon ${couponNo}`);
    demand(balance.minor > 0 && (expiresMs === null || expiresMs > NOW_MS), () => `${couponNo} cannot be used`);
    checkMoney(balance, told);
    checkShown([couponNo, products]);
  }
}

/** What is said of prices and of the account's money. */
export const MONEY_REPLIES: readonly Target[] = [
  PRICES,
  anAccountRead('QueryAccountBalance', async (account) => await account.balance(), checkMoney),
  anAccountRead('QueryCashCoupons', async (account) => await account.cashCoupons(), checkCoupons),
];
