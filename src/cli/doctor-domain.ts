import type { DomainPage } from '../inventory/domain-reader.ts';
import { CloudError } from '../model/cloud-error.ts';
import type { ListedDomain } from '../model/domain.ts';
import type { Finding } from '../report/findings.ts';
import type { RunParts } from '../runs/run-parts.ts';

export type DomainLooks = Pick<RunParts['services'], 'listPage' | 'domainDetails' | 'tasksSince'>;

/** A call that was made for its answer alone. */
export type Tried<T> = { readonly value: T } | { readonly error: CloudError };

/** Makes a harmless call. */
export async function tried<T>(call: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { value: await call() };
  } catch (error) {
    if (error instanceof CloudError) return { error };
    throw error;
  }
}

/** The keys, the endpoint and each permission on the Domain API, by calls that only read. */
export async function examineDomainApi(
  services: DomainLooks,
  endpoint: string,
  nowMs: number,
): Promise<{ readonly findings: Finding[]; readonly clock: Finding; readonly sample: ListedDomain | null }> {
  const list = await tried(async () => await services.listPage({ pageNum: 1, pageSize: 20 }));
  const failed = 'error' in list ? list.error : null;
  const isReached =
    failed === null || !['no-answer', 'unreadable', 'transient', 'throttled'].includes(failed.fields.kind);
  const areKeysGood = isReached && failed?.fields.kind !== 'credentials';
  const untried: Finding['state'] = 'not-tried';
  const findings = [
    credentialsFinding(isReached, areKeysGood, failed),
    endpointFinding(endpoint, isReached, failed),
    listFinding(list),
    areKeysGood
      ? await oneDomainFinding(services, list)
      : { what: ONE_DOMAIN, state: untried, detail: 'the list could not be read' },
    areKeysGood
      ? await tasksFinding(services, nowMs)
      : { what: TASKS, state: untried, detail: 'the list of domains could not be read' },
    { what: 'renewing', state: untried, detail: NOT_WITHOUT_SPENDING },
  ];
  const sample = 'value' in list ? (list.value.domains[0] ?? null) : null;
  return { findings, clock: clockFinding(failed, areKeysGood), sample };
}

const ONE_DOMAIN = 'one domain';
const TASKS = 'tasks';
const NOT_WITHOUT_SPENDING =
  'whether domain:CreateOrderRenew is granted cannot be tried without spending. Try one cheap domain: `domain-renew renew <name>`';

function credentialsFinding(isReached: boolean, areKeysGood: boolean, failed: CloudError | null): Finding {
  const what = 'credentials';
  if (!isReached) return { what, state: 'not-tried', detail: 'the Domain API did not answer' };
  if (isAboutClock(failed)) return { what, state: 'not-tried', detail: 'the clock is off, so nothing signed is taken' };
  if (areKeysGood) return { what, state: 'ok', detail: 'the Domain API knows these keys' };
  return {
    what,
    state: 'problem',
    detail: `${failed?.message ?? ''}. Mend ALIBABA_CLOUD_ACCESS_KEY_ID and its secret`,
  };
}

function endpointFinding(endpoint: string, isReached: boolean, failed: CloudError | null): Finding {
  const what = 'Domain endpoint';
  if (isReached) return { what, state: 'ok', detail: `${endpoint} answers` };
  const detail = `${endpoint}: ${failed?.message ?? ''}. Check DOMAIN_ENDPOINT and the network`;
  return { what, state: 'problem', detail };
}

function listFinding(list: Tried<DomainPage>): Finding {
  const what = 'list of domains';
  if ('error' in list) return refusedOrUntried(what, list.error);
  const { totalCount, domains } = list.value;
  const total = totalCount ?? domains.length;
  if (total > 0) return { what, state: 'ok', detail: `${total} in the account (domain:QueryCommonInfo)` };
  return {
    what,
    state: 'problem',
    detail: 'the account has no domains. Check that the keys belong to the right account',
  };
}

async function oneDomainFinding(services: DomainLooks, list: Tried<DomainPage>): Promise<Finding> {
  const domains = 'value' in list ? list.value.domains : [];
  const domain = domains.find(({ instanceId }) => instanceId !== '');
  if (domain === undefined) return { what: ONE_DOMAIN, state: 'not-tried', detail: 'no domain of the list to ask for' };
  const details = await tried(async () => await services.domainDetails(domain.instanceId));
  if ('error' in details) return refusedOrUntried(ONE_DOMAIN, details.error);
  return { what: ONE_DOMAIN, state: 'ok', detail: `${domain.listedName} can be read (domain:QueryCommonInfo)` };
}

async function tasksFinding(services: DomainLooks, nowMs: number): Promise<Finding> {
  const tasks = await tried(async () => await services.tasksSince(nowMs));
  if ('error' in tasks) return refusedOrUntried(TASKS, tasks.error);
  return { what: TASKS, state: 'ok', detail: 'can be read (domain:QueryDomainTask)' };
}

/** What was already told under credentials or endpoint is not told twice. */
function refusedOrUntried(what: string, { fields, message }: CloudError): Finding {
  if (fields.kind === 'credentials') return { what, state: 'not-tried', detail: 'the service did not let the call in' };
  const grant = fields.kind === 'permission' ? ' to the user or role that these keys belong to' : '';
  return { what, state: 'problem', detail: `${message}${grant}` };
}

/** Every request is signed with the time, and refused when that is more than 15 minutes off. */
function clockFinding(failed: CloudError | null, areKeysGood: boolean): Finding {
  const what = 'clock';
  if (isAboutClock(failed)) {
    const detail = 'the clock of this machine is more than 15 minutes off. Set it by a time server';
    return { what, state: 'problem', detail };
  }
  if (!areKeysGood) return { what, state: 'not-tried', detail: 'no service told its time' };
  return { what, state: 'ok', detail: 'within 15 minutes: the Domain API takes what is signed with it' };
}

function isAboutClock(failed: CloudError | null): boolean {
  return failed?.fields.code.startsWith('InvalidTimeStamp') === true;
}
