import { CALL_SWITCHES } from './call-switches.ts';
import {
  ControlInputError,
  domainChanges,
  integerField,
  nameField,
  numberField,
  oneOf,
  textField,
} from './control-input.ts';
import type { DomainSandbox } from './domain-api.ts';
import { isJsonObject, type JsonObject } from './json.ts';

/** `{"percent": 121}` of the price list for every domain, or `{"name", "priceMinor"}` for a year of one. */
export function changePrices(sandbox: DomainSandbox, fields: JsonObject): object {
  if (fields['percent'] !== undefined) {
    const percent = numberField(fields, 'percent');
    sandbox.setPricePercent(percent);
    return { percent };
  }
  if (fields['name'] === undefined) throw new ControlInputError('percent, or name and priceMinor are wanted');
  const name = nameField(fields);
  if (fields['priceMinor'] === undefined) throw new ControlInputError('priceMinor: a whole number from 0, or null');
  const domain = sandbox.editDomain(name, domainChanges({ priceMinor: fields['priceMinor'] }));
  if (domain === null) throw new ControlInputError(`name: no domain ${name} in the sandbox`);
  return { domain };
}

/** `{"balanceMinor": 0}` or `{"addCoupon": {"couponNo", "balanceMinor", "expiresMs"}}`, with `"effectiveMs"` if it is not in effect yet. */
export function changeAccount(sandbox: DomainSandbox, fields: JsonObject): object {
  const coupon = fields['addCoupon'];
  if (isJsonObject(coupon)) {
    sandbox.addCoupon({
      couponNo: textField(coupon, 'couponNo'),
      balanceMinor: numberField(coupon, 'balanceMinor'),
      expiresMs: numberField(coupon, 'expiresMs'),
      ...(coupon['effectiveMs'] === undefined ? {} : { effectiveMs: numberField(coupon, 'effectiveMs') }),
    });
  } else if (fields['balanceMinor'] === undefined) {
    throw new ControlInputError('one of balanceMinor and addCoupon is wanted');
  } else {
    sandbox.setBalance(integerField(fields, 'balanceMinor'));
  }
  return { account: sandbox.books().account };
}

/** `{"action": "QueryAccountBalance", "answer": "no-permission"}`; `normal` switches it on again. */
export function switchCall(sandbox: DomainSandbox, fields: JsonObject): object {
  const action = textField(fields, 'action');
  const answer = oneOf(fields, 'answer', CALL_SWITCHES);
  sandbox.switchCall(action, answer);
  return { action, answer };
}
