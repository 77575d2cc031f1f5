import type { Config, Credentials } from '../config/config.ts';
import { labelsWanted } from '../config/policy.ts';
import type { AccountReader } from '../inventory/account-reader.ts';
import type { Clock, Random } from '../lib/clock.ts';
import { createBssApi } from './bss-api.ts';
import { createDomainApi, type DomainApi } from './domain-api.ts';

/** The services of one account that a run meets: its domains, and its money. */
export interface CloudServices {
  readonly services: DomainApi;
  readonly account: AccountReader;
}

/** Both, with the endpoints of the settings. Makes no call yet. */
export function createCloudServices(
  config: Config,
  credentials: Credentials,
  world: { readonly deadlineMs: number; readonly clock: Clock; readonly random: Random },
): CloudServices {
  const { deadlineMs, clock, random } = world;
  const shared = { credentials, deadlineMs, clock, random };
  const services = createDomainApi({
    ...shared,
    endpoint: config.domainEndpoint,
    apiVersion: config.domainApiVersion,
    lang: config.apiLang,
    userClientIp: config.userClientIp,
    labelsWanted: labelsWanted(config.policy),
  });
  const account = createBssApi({
    ...shared,
    endpoint: config.bssEndpoint,
    currency: config.money.currency,
  });
  return { services, account };
}
