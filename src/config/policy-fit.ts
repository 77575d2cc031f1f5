import type { Config } from './config.ts';
import type { InputFault } from './fault.ts';
import { windowDaysMax } from './horizon.ts';
import { longestWindowDays, type Policy } from './policy.ts';

/** What a policy that is right in itself may not do under these settings; the file is null where it was built in. */
export function policyFitFaults(
  policy: Policy,
  { ledger, money: { currency } }: Pick<Config, 'ledger' | 'money'>,
  file: string | null,
): InputFault[] {
  const at = file === null ? {} : { file };
  const faults: InputFault[] = [];
  const windowDays = longestWindowDays(policy);
  if (ledger.kind === 'sls' && windowDays > windowDaysMax(ledger)) {
    // With a horizon too short for the window a date could be claimed again after its first claim was forgotten.
    const allowed = `at most ${windowDaysMax(ledger)}, because LEDGER_HORIZON_DAYS is ${ledger.horizonDays}: older claims are not read`;
    faults.push({ field: 'the longest windowDays of the policy', value: String(windowDays), allowed, ...at });
  }
  if (policy.currency !== null && policy.currency !== currency) {
    faults.push({ field: 'currency', value: policy.currency, allowed: `${currency}, as the settings have it`, ...at });
  }
  return faults;
}
