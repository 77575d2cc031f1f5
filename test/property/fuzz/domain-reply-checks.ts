import type { DomainDetails, ListedDomain } from '../../../src/model/domain.ts';
import type { TaskDetail, TaskInfo } from '../../../src/model/task.ts';
import { checkName } from './checks.ts';
import { SAMPLE_INSTANCE } from './recorded-replies.ts';
import { demand } from './target.ts';
import type { Told } from './wire.ts';

const DOMAIN_STATUSES: Readonly<Record<string, string>> = {
  'urgent-renewal': '1',
  'needs-redemption': '2',
  normal: '3',
  'transferring-out': '4',
  'holder-changing': '5',
  'not-verified': '6',
  'verification-failed': '7',
  'under-review': '8',
};
const VERIFICATIONS: Readonly<Record<string, string>> = {
  succeeded: 'SUCCEED',
  failed: 'FAILED',
  auditing: 'AUDITING',
  none: 'NONAUDIT',
};
const DETAIL_STATUSES: Readonly<Record<string, string>> = {
  waiting: 'WAITING_EXECUTE',
  executing: 'EXECUTING',
  succeeded: 'EXECUTE_SUCCESS',
  failed: 'EXECUTE_FAILURE',
};

function checkExpiry(expiryMs: number | null, told: Told): void {
  if (expiryMs === null) return;
  demand(Number.isSafeInteger(expiryMs) && expiryMs > 0, () => `the expiry date is ${expiryMs}`);
  demand(told.numbers.has(expiryMs), () => `nothing told the expiry date ${expiryMs}`);
}

/** A word that is known stands in the answer; what is not known is `unknown`. */
function checkWord(word: string, words: Readonly<Record<string, string>>, told: Told): void {
  if (word === 'unknown') return;
  const meant = words[word];
  demand(meant !== undefined && told.words.has(meant), () => `nothing told the status ${word}`);
}

/** A count is a whole number from 0, or not told. */
export function checkCount(count: number | null, what: string): void {
  demand(count === null || (Number.isSafeInteger(count) && count >= 0), () => `${what} is ${count}`);
}

function checkListed(domain: ListedDomain, told: Told): void {
  checkName(domain.name);
  demand(typeof domain.listedName === 'string' && domain.listedName !== '', () => 'the listed name is no text');
  demand(typeof domain.instanceId === 'string', () => 'the instance id is no text');
  checkExpiry(domain.expiryMs, told);
  checkWord(domain.status, DOMAIN_STATUSES, told);
  checkWord(domain.verification, VERIFICATIONS, told);
  demand(typeof domain.premium === 'boolean', () => 'premium is no flag');
  demand([true, false, null].includes(domain.autoRenew), () => 'auto-renewal is no flag');
}

interface Rows {
  readonly domains: readonly ListedDomain[];
  readonly unreadableRows: readonly string[];
}

/** Every row of a list, and what is said of those that cannot be read. */
export function checkRows({ domains, unreadableRows }: Rows, told: Told): void {
  for (const domain of domains) checkListed(domain, told);
  for (const row of unreadableRows) {
    demand(typeof row === 'string' && row.length < 400 && !/\p{Cc}/u.test(row), () => `a row is described as ${row}`);
  }
}

/** What the single query said of the domain that was asked for. */
export function checkDetails(details: DomainDetails | null, told: Told): void {
  if (details === null) return;
  checkName(details.name);
  demand(details.instanceId === SAMPLE_INSTANCE, () => `the instance is ${details.instanceId}`);
  checkExpiry(details.expiryMs, told);
  checkWord(details.status, DOMAIN_STATUSES, told);
  checkWord(details.verification, VERIFICATIONS, told);
  for (const flag of [details.premium, details.transferOutPending, details.holderChangePending]) {
    demand(typeof flag === 'boolean', () => `a flag is ${String(flag)}`);
  }
  const pending = details.transferOutPending || details.holderChangePending;
  demand(!pending || told.words.has('PENDING'), () => 'nothing told that something is pending');
  demand(details.lifecycle === null || typeof details.lifecycle === 'string', () => 'the lifecycle is no text');
}

/** Details of a task: nothing final of a status that is not known. */
export function checkTaskDetails(rows: readonly TaskDetail[], told: Told): void {
  for (const { taskNo, domain, taskType, status, statusText, reason } of rows) {
    checkTaskNo(taskNo, told);
    if (domain !== null) checkName(domain);
    checkWord(status, DETAIL_STATUSES, told);
    demand(
      [taskType, statusText, reason].every((text) => typeof text === 'string'),
      () => 'a text is no text',
    );
    const meant = DETAIL_STATUSES[status] ?? '';
    demand(
      status === 'unknown' || statusText.trim().toUpperCase() === meant,
      () => `${statusText} is taken for ${status}`,
    );
  }
}

function checkTaskNo(taskNo: string | null, told: Told): void {
  if (taskNo === null) return;
  demand(typeof taskNo === 'string' && taskNo !== '' && taskNo.trim() === taskNo, () => `the task number is ${taskNo}`);
  demand(told.words.has(taskNo.toUpperCase()), () => `nothing told the task number ${taskNo}`);
}

/** Tasks: numbers that were told, and dates that are what the text or the number says. */
export function checkTasks(tasks: readonly TaskInfo[], told: Told): void {
  for (const { taskNo, taskType, createdMs, zoneAssumed, domainCount, isComplete } of tasks) {
    checkTaskNo(taskNo, told);
    demand(typeof taskType === 'string', () => 'the type is no text');
    checkCount(domainCount, 'the count of domains');
    demand(!isComplete || told.words.has('COMPLETE'), () => `nothing told that task ${taskNo} is complete`);
    if (createdMs === null) continue;
    demand(Number.isSafeInteger(createdMs), () => `the date of creation is ${createdMs}`);
    const isTold = zoneAssumed ? inWords(createdMs).some((text) => told.words.has(text)) : told.numbers.has(createdMs);
    demand(isTold, () => `nothing told the date ${createdMs}`);
  }
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** The forms in which the service writes an instant, in UTC+8 and in capitals. */
function inWords(atMs: number): string[] {
  const at = new Date(atMs + 8 * 3_600_000);
  const [day = '', time = ''] = at.toISOString().slice(0, 19).split('T');
  const [year = '', , long = ''] = day.split('-');
  const month = MONTHS[at.getUTCMonth()] ?? '';
  const worded = [long, String(at.getUTCDate())].flatMap((date) =>
    [',', ', '].map((comma) => `${month} ${date}${comma}${year} ${time}`),
  );
  return [`${day} ${time}`, ...worded];
}
