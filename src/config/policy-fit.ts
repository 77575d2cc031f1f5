import type { Config } from './config.ts';
import type { InputFault } from './fault.ts';
import { windowDaysMax } from './horizon.ts';
import type { Policy } from './policy.ts';
import { type Locate, ruleText } from './policy-reader.ts';

/** What a policy that is right in itself may not do under these settings; nothing can be located in one that was built in. */
export function policyFitFaults(
  policy: Policy,
  { ledger, money: { currency } }: Pick<Config, 'ledger' | 'money'>,
  locate: Locate | null,
): InputFault[] {
  const faults: InputFault[] = [];
  if (policy.currency !== null && policy.currency !== currency) {
    const allowed = `${currency}, as the settings have it`;
    faults.push({ field: 'currency', value: policy.currency, allowed, ...locate?.(['currency']) });
  }
  if (ledger.kind !== 'sls') return faults;
  // With a horizon too short for the window a date could be claimed again after its first claim was forgotten.
  const allowed = `at most ${windowDaysMax(ledger)}, because LEDGER_HORIZON_DAYS is ${ledger.horizonDays}: older claims are not read`;
  policy.rules.forEach(({ name, windowDays = 0 }, place) => {
    if (windowDays <= windowDaysMax(ledger)) return;
    const field = `windowDays of ${ruleText(name, place)}`;
    faults.push({ field, value: String(windowDays), allowed, ...locate?.(['rules', place, 'windowDays']) });
  });
  return faults;
}
