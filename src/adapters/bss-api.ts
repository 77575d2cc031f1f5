import type { AccountAnswer, AccountReader } from '../inventory/account-reader.ts';
import { CloudError } from '../model/cloud-error.ts';
import type { Currency } from '../model/money.ts';
import { SECOND_MS } from '../model/time.ts';
import { parseBalance, parseCashCoupons } from './bss-replies.ts';
import {
  createDomainApiCalls,
  type DomainApiCalls,
  type DomainApiOptions,
  type DomainApiTimeouts,
} from './domain-api-calls.ts';
import { ramActionOf } from './domain-api-ram.ts';
import { createScrub, type Scrub } from './domain-api-scrub.ts';
import type { Parsed, Row } from './domain-api-values.ts';
import type { PopParams } from './pop-core-client.ts';

type SharedOptions = Omit<DomainApiOptions, 'endpoint' | 'apiVersion' | 'lang' | 'userClientIp'>;

export interface BssApiOptions extends SharedOptions {
  /** Base URL (`https://business.aliyuncs.com`, `https://business.ap-southeast-1.aliyuncs.com`); null: nothing is asked. */
  readonly endpoint: string | null;
  /** The account's currency: amounts of coupons come without one. */
  readonly currency: Currency;
}

const API_VERSION = '2017-12-14';
/** The account's money is no condition of a run: nobody waits for it for longer (reads end 15 s before). */
const LASTS_MS_MAX = 75 * SECOND_MS;
/** The gateway gives up after 6 s. */
const TIMEOUTS: DomainApiTimeouts = { connectMs: 5000, readMs: 8000, submitMs: 8000 };

/** The account's money on BSS OpenAPI (2017-12-14): other endpoint and version than the Domain API, the same way to call. Makes no call yet. */
export function createBssApi(options: BssApiOptions): AccountReader {
  const { endpoint, currency, clock } = options;
  if (endpoint === null) {
    const notAsked = { kind: 'unavailable', why: 'no endpoint of BSS OpenAPI is set' } as const;
    return {
      balance: async () => await Promise.resolve(notAsked),
      cashCoupons: async () => await Promise.resolve(notAsked),
    };
  }
  // Neither call has Lang or UserClientIp.
  const callsNow = (): DomainApiCalls =>
    createDomainApiCalls({
      timeouts: TIMEOUTS,
      ...options,
      deadlineMs: Math.min(options.deadlineMs, clock.now() + LASTS_MS_MAX),
      endpoint,
      apiVersion: API_VERSION,
      lang: '',
      userClientIp: '',
    });
  const scrub = createScrub(options.credentials);
  const read = async <T>(action: string, params: PopParams, parse: (body: Row) => Parsed<T>) =>
    await known(action, scrub, async () => await callsNow().read(action, params, parse));
  return {
    balance: async () => await read('QueryAccountBalance', {}, parseBalance),
    cashCoupons: async () =>
      await read('QueryCashCoupons', { EffectiveOrNot: 'true' }, (body) =>
        parseCashCoupons(body, currency, { nowMs: clock.now(), clean: scrub.message }),
      ),
  };
}

async function known<T>(action: string, scrub: Scrub, read: () => Promise<T>): Promise<AccountAnswer<T>> {
  try {
    return { kind: 'known', value: await read() };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    // An amount that cannot be read is shown in it, and might be anything.
    const why = scrub.holdsSecret(error.message) ? `${action} failed; how is withheld` : error.message;
    return { kind: 'unavailable', why: `${why}${grantOf(action, error)}` };
  }
}

/** BSS has codes of its own for what may not be asked (`NotAuthorized`, `NotApplicable`); an error of kind `permission` names the action itself. */
function grantOf(action: string, { fields }: CloudError): string {
  return fields.code === 'NotAuthorized' ? `; grant the RAM action ${ramActionOf(action)}` : '';
}
