import { InputError } from '../../../src/config/fault.ts';
import { domainName } from '../../../src/model/domain.ts';
import { demand, errorText } from './target.ts';

/** A domain name in its normal form, by rules of its own and by the code's. */
export function checkName(name: string): void {
  const isPlain = /^[\x21-\x7e]+$/.test(name) && !/[A-Z/\\:@*?#]/.test(name);
  const labels = name.split('.');
  const fits = isPlain && name.length <= 253 && labels.length > 1 && !labels.includes('');
  demand(fits && domainName(name) === name, () => `${JSON.stringify(name)} is no name in its normal form`);
}

/** A refusal of an input: one line for each fault, with the field, its value and what is allowed; nothing that steers a terminal. */
export function checkInputError(error: unknown, what: string): asserts error is InputError {
  demand(error instanceof InputError, () => `not an InputError but ${errorText(error)}`);
  const { faults, message } = error;
  demand(faults.length > 0, () => 'a refusal without a fault');
  const lines = message.split('\n');
  demand(lines[0] === `wrong ${what} (nothing was called, nothing was spent):`, () => `it begins ${lines[0]}`);
  demand(lines.length === faults.length + 1, () => `${lines.length} lines for ${faults.length} faults: ${message}`);
  for (const { field, value, allowed } of faults) {
    demand(
      [field, value, allowed].every((text) => text !== ''),
      () => `${field} is ${value}; allowed: ${allowed}`,
    );
    const own = value.replace(/, but there is no such setting( \(did you mean [A-Z_]{1,40}\?\))?$/, '');
    demand(field.length <= 60 && own.length <= 60, () => `not short: ${field} is ${value}`);
    demand(!/\p{Cc}|\p{Cs}/u.test(field + value + allowed), () => `it steers: ${JSON.stringify([field, value])}`);
  }
}
