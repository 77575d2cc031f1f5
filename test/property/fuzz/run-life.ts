import { createBssApi } from '../../../src/adapters/bss-api.ts';
import { createDomainApi } from '../../../src/adapters/domain-api.ts';
import type { PopCall, PopOutcome } from '../../../src/adapters/pop-core-client.ts';
import { AUTO_VOUCHER } from '../../../src/config/terms.ts';
import type { CheckResult, RenewalResult } from '../../../src/report/result.ts';
import { checkRun } from '../../../src/runs/check-run.ts';
import { renewalRun } from '../../../src/runs/renewal-run.ts';
import { createDomainSandbox, type DomainSandbox } from '../../../src/sandbox/domain-api.ts';
import { DAY, HOUR, MINUTE, NOW_MS } from '../../builders/domains.ts';
import { aConfig, anOrder, someRails } from '../../builders/settings.ts';
import { countingIds, type FakeClock, fakeClock } from '../../fakes/fake-clock.ts';
import { MemoryLog, memoryLedger } from '../../fakes/memory-ledger.ts';
import { type Cut, cutBytes, written } from './mutate-bytes.ts';
import { type Change, changed } from './mutate-json.ts';
import type { Json } from './odd-values.ts';
import { askSandbox, replyText } from './sandbox-client.ts';
import { provesRefusal } from './submission-reply.ts';
import { outcomeOfAnswer, toldBy, type WireAnswer, wireClient } from './wire.ts';

/** The runs of a life: what, and how many hours after the one before. */
export const RUNS = [
  ['renew', 0],
  ['check', 0.5],
  ['check', 1],
  ['check', 1.5],
  ['renew', 24],
  ['check', 1],
  ['check', 1.5],
] as const;

/** What happens to the answers to one call in one run. */
export interface RunHarm {
  readonly run: number;
  readonly action: string;
  readonly from: number;
  readonly times: number;
  readonly status: number | null;
  readonly changes: readonly Change[];
  readonly cuts: readonly Cut[];
}

/** What the first submission meets before any harm: taken and answered, taken with its answer lost, or lost before. */
export type FirstSubmission = 'fine' | 'lost-reply' | 'lost-request';

export const DUE: readonly string[] = ['due-one.com', 'due-two.cn', 'xn--fsqu00a.xn--fiqs8s'];

/** Three that are due; others far away, too late to be renewed, or premium. */
const DOMAINS = [
  { name: 'due-one.com', expiryMs: NOW_MS + 10 * DAY },
  { name: 'due-two.cn', expiryMs: NOW_MS + 20 * DAY },
  { name: '例子.中国', expiryMs: NOW_MS - 5 * DAY },
  { name: 'later.com', expiryMs: NOW_MS + 200 * DAY },
  { name: 'lost.org', expiryMs: NOW_MS - 45 * DAY },
  { name: 'dear.com', expiryMs: NOW_MS + 12 * DAY, premium: true },
];

/** A year of .com is 90.00, of the other two 39.00: all three are too much for one run. */
export const CAPS = { maxYearPriceMinor: 10_000, maxRunMinor: 15_000 } as const;
const VOUCHERS = [
  { couponNo: 'voucher-1', balanceMinor: 5000, expiresMs: NOW_MS + 10 * DAY },
  { couponNo: 'voucher-2', balanceMinor: 10_000, expiresMs: NOW_MS + 100 * DAY },
];

/** A life as it went: the books of both sides, the results, and what harmed answers claimed. */
export interface Life {
  readonly sandbox: DomainSandbox;
  readonly log: MemoryLog;
  readonly results: readonly (RenewalResult | CheckResult)[];
  /** Every number that a harmed answer told. */
  readonly toldNumbers: ReadonlySet<number>;
  /** And every word, in capitals. */
  readonly toldWords: ReadonlySet<string>;
}

/** Lives through the runs, with answers harmed in one of them. Throws what a run throws. */
export async function live(harm: RunHarm, first: FirstSubmission, taskDurationMs: number): Promise<Life> {
  const clock = fakeClock();
  const sandbox = createDomainSandbox({
    seed: 1,
    chaos: 'off',
    staleDate: 'charged',
    domainCount: 0,
    domains: DOMAINS,
    taskDurationMs,
    now: clock.now,
  });
  VOUCHERS.forEach(sandbox.addCoupon);
  if (first !== 'fine') sandbox.fault({ action: 'SaveBatchTaskForCreatingOrderRenew', times: 1, kind: first });
  const [log, makeId] = [new MemoryLog(), countingIds()];
  const told = { toldNumbers: new Set<number>(), toldWords: new Set<string>() };
  const results: (RenewalResult | CheckResult)[] = [];
  for (const [run, [kind, afterHours]] of RUNS.entries()) {
    clock.advance(afterHours * HOUR);
    const deadlineMs = clock.now() + 10 * MINUTE;
    const client = wireClient(carrier({ sandbox, clock, harm: run === harm.run ? harm : null, ...told }));
    const options = { endpoint: 'http://localhost', apiVersion: '2018-01-29', lang: 'en', userClientIp: '' };
    const credentials = { accessKeyId: 'sandbox', accessKeySecret: 'sandbox-secret' };
    const services = createDomainApi({ ...options, credentials, deadlineMs, clock, random: () => 0.5, client });
    const account = createBssApi({
      endpoint: 'http://localhost',
      currency: 'CNY',
      credentials,
      deadlineMs,
      clock,
      random: () => 0.5,
      client,
    });
    const parts = { ledger: memoryLedger(log), services, account, clock, makeId, tell: () => undefined, deadlineMs };
    const config = aConfig({ batchSize: 2, maxShare: 1, couponNo: AUTO_VOUCHER, money: someRails({ caps: CAPS }) });
    results.push(kind === 'renew' ? await renewalRun(config, anOrder(), parts) : await checkRun(anOrder(), parts));
  }
  return { sandbox, log, results, ...told };
}

interface Way {
  readonly sandbox: DomainSandbox;
  readonly clock: FakeClock;
  readonly harm: RunHarm | null;
  readonly toldNumbers: Set<number>;
  readonly toldWords: Set<string>;
}

function carrier({ sandbox, clock, harm, toldNumbers, toldWords }: Way): (call: PopCall) => PopOutcome {
  let count = 0;
  return (call) => {
    // What is no Unicode cannot be written into a form: pop-core fails before a request exists.
    if (/\\ud[89a-f]/.test(JSON.stringify(call.params))) return { kind: 'not-sent' };
    clock.advance(20);
    const reply = askSandbox(sandbox, call);
    if (reply.fate !== 'answer') {
      return { kind: 'failed', error: { code: 'ECONNRESET' }, httpStatus: 0, headers: {}, ranOut: null };
    }
    const honest: WireAnswer = { text: replyText(reply), status: reply.status };
    if (call.action !== harm?.action) return outcomeOfAnswer(honest);
    count += 1;
    if (count <= harm.from || count > harm.from + harm.times) return outcomeOfAnswer(honest);
    const answer = harmed(honest, harm);
    // That it refused what it has executed is the one lie against which nothing helps.
    const isLie = call.action.startsWith('Save') && provesRefusal(answer);
    const outcome = outcomeOfAnswer(isLie ? honest : answer);
    const { numbers, words } = toldBy(outcome);
    for (const number of numbers) toldNumbers.add(number);
    for (const word of words) toldWords.add(word);
    return outcome;
  };
}

function harmed({ text, status }: WireAnswer, harm: RunHarm): WireAnswer {
  const after = text.startsWith('{') ? written(changed(JSON.parse(text) as Json, harm.changes)) : text;
  const bytes = harm.cuts.length === 0 ? after : cutBytes(Buffer.from(after), harm.cuts).toString('utf8');
  return { text: bytes, status: harm.status ?? status };
}
