import { type Currency, currencyOf } from '../model/money.ts';
import type { CallContext } from './call.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.ts';
import { amountText, priceMinorNow } from './prices.ts';
import { listStatus } from './registry.ts';
import { NOT_RENEWABLE_TEXT } from './renewal-rules.ts';
import { requiredText } from './rpc-params.ts';
import type { World } from './world.ts';

interface Item {
  readonly name: string;
  readonly years: number;
}

/**
 * QueryDomainRealTimePrice: the price that an order would cost now, in whole units. In any known currency: the price list is in CNY, and
 * converted at fixed sample rates. A name that is not in the
 * account cannot be renewed; what the real service says of one is not documented.
 */
export function queryDomainRealTimePrice({ world, params, nowMs }: CallContext): JsonObject {
  const currency = currencyOf(requiredText(params, 'Currency'));
  const items = itemsIn(requiredText(params, 'DomainItem'));
  if (currency === null || items === null || items.length > world.profile.priceItemsMax) return REFUSED;
  const rows = items.map((item) => priceRow(world, item, currency, nowMs));
  return { Success: true, HttpStatusCode: 200, Synchro: true, Module: { DomainPrices: rows } };
}

/** The SDK's own samples of codes and texts. */
const REFUSED: JsonObject = {
  Success: false,
  HttpStatusCode: 200,
  ErrorCode: '3002',
  ErrorMsg: '非法参数',
  DynamicCode: '4000',
  DynamicMessage: '非法参数',
};

function priceRow(world: World, { name, years }: Item, currency: Currency, nowMs: number): JsonObject {
  const domain = world.registry.find(name);
  const asked = { DomainName: name, Action: 'renew', Currency: currency, Period: years };
  if (domain === null) return { ...asked, Avail: 0, Reason: 'The domain name does not exist in your account.' };
  if (!domain.renewable || listStatus(domain, nowMs) === '2') return { ...asked, Avail: 0, Reason: NOT_RENEWABLE_TEXT };
  const minor = priceMinorNow(world, { name, domain, years }, currency);
  return { ...asked, Avail: 1, Premium: domain.premium, Price: Number(amountText(minor, currency)) };
}

/** Null for what is not an array of renewals for 1 to 10 years. */
function itemsIn(text: string): readonly Item[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The real service does not say what it makes of this either: the same answer as for any other bad value.
    return null;
  }
  if (!isJsonArray(parsed) || parsed.length === 0) return null;
  const items = parsed.flatMap((raw) => itemOf(raw) ?? []);
  return items.length === parsed.length ? items : null;
}

function itemOf(raw: Json): Item | null {
  if (!isJsonObject(raw)) return null;
  const { DomainName: name, Action: action, Period: years = 1 } = raw;
  if (typeof name !== 'string' || name === '' || action !== 'renew') return null;
  return typeof years === 'number' && Number.isInteger(years) && years >= 1 && years <= 10 ? { name, years } : null;
}
