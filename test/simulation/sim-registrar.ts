import { Agent } from 'node:http';
import type { PopCall, PopClient, PopOutcome } from '../../src/adapters/pop-core-client.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/model/time.ts';
import type { DomainSandbox } from '../../src/sandbox/domain-api.ts';
import type { BadAnswer, Mishap } from '../../src/sandbox/mishap.ts';
import type { RpcParams } from '../../src/sandbox/rpc-params.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { Faults } from './faults.ts';
import type { Denials } from './sim-denials.ts';
import { type SimProcess, WORST_PAUSE_CHANCE } from './sim-process.ts';
import type { SimTime } from './sim-time.ts';

/** A renewal request that reached the registrar. */
export interface Arrival {
  readonly atMs: number;
  readonly processId: string;
  /** Its place in the registrar's own books. */
  readonly index: number;
}

export interface RegistrarParts {
  readonly sandbox: DomainSandbox;
  readonly time: SimTime;
  readonly faults: Faults;
  readonly denials: Denials;
  readonly keys: { readonly accessKeyId: string; readonly accessKeySecret: string };
  readonly onArrival: (arrival: Arrival) => void;
  /** What the account was said to have, minor units of CNY, in an answer that is on its way to this process. */
  readonly onBalance: (processId: string, minor: number) => void;
}

/** The gateway takes requests whose signature is so old, and no older (one page says 15 minutes, another 31). */
const SIGNED_MS_MAX = 31 * MINUTE_MS;
const SUBMISSION = 'SaveBatchTaskForCreatingOrderRenew';
/** One for all: nothing ever connects. */
const AGENT = new Agent();

/** What one process uses in the place of pop-core: the sandbox's own core, in simulated time, with faults on the way. */
export function simRegistrar(process: SimProcess, parts: RegistrarParts): PopClient {
  return {
    newAgent: () => AGENT,
    attempt: async (call) => await attempt(call, process, parts),
  };
}

interface Course {
  readonly mishap: Mishap | null;
  /** From the service's deed to the answer. */
  readonly delayMs: number;
  /** The request arrives so long after it was sent, and its answer never. */
  readonly arrivesLateMs: number | null;
}

async function attempt(call: PopCall, process: SimProcess, parts: RegistrarParts): Promise<PopOutcome> {
  const { time, faults } = parts;
  const pauseChance = call.action === SUBMISSION ? WORST_PAUSE_CHANCE : undefined;
  const exchange = async (): Promise<PopOutcome> => {
    const course = drawCourse(call.action, parts);
    const request = { call, process, mishap: course.mishap, signedMs: signingMs(call) ?? process.clock.now() };
    if (course.arrivesLateMs !== null) {
      time.at(time.nowMs + course.arrivesLateMs, () => void carryOut(request, parts));
      await time.clock.sleep(call.connectMs + call.readMs);
      return { ...FAILED, error: null, ranOut: 'overall' };
    }
    const { status, body } = carryOut(request, parts);
    if (course.delayMs > call.readMs || course.mishap?.answer === 'hang') {
      await time.clock.sleep(call.connectMs + call.readMs);
      return { ...FAILED, error: null, ranOut: 'overall' };
    }
    if (course.delayMs > 0) await time.clock.sleep(course.delayMs);
    const outcome = outcomeOf(course.mishap?.answer ?? null, status, body);
    const amount =
      call.action === 'QueryAccountBalance' ? /"AvailableAmount":"(-?[\d.]+)/.exec(JSON.stringify(outcome)) : null;
    if (amount !== null) parts.onBalance(process.id, Math.round(Number(amount[1]) * 100));
    return outcome;
  };
  return await process.deed(wayMs(faults), exchange, pauseChance);
}

/** What the caller signs with; null when the client takes the time at which it sends, which is after any sleep. */
function signingMs({ params }: PopCall): number | null {
  const text = params['Timestamp'];
  return typeof text === 'string' ? Date.parse(text) : null;
}

const FAILED = { kind: 'failed', httpStatus: 0, headers: {}, ranOut: null } as const;

function outcomeOf(bad: BadAnswer | null, httpStatus: number, body: unknown): PopOutcome {
  if (bad === 'drop') return { ...FAILED, error: { code: 'ECONNRESET' } };
  // An HTML page and a JSON that is cut off: what pop-core sees then.
  if (bad === 'bad-gateway') return { ...FAILED, httpStatus: 502, error: { name: 'SyntaxError' } };
  if (bad === 'truncate') return { ...FAILED, httpStatus: 200, error: { name: 'SyntaxError' } };
  if (bad === 'empty-json') return { kind: 'body', body: {}, httpStatus: 200, headers: {} };
  return { kind: 'body', body, httpStatus, headers: {} };
}

interface Request {
  readonly call: PopCall;
  readonly process: SimProcess;
  readonly mishap: Mishap | null;
  readonly signedMs: number;
}

function carryOut(
  { call, process, mishap, signedMs }: Request,
  { sandbox, time, faults, keys, onArrival }: RegistrarParts,
): ReturnType<DomainSandbox['call']> {
  if (Math.abs(time.nowMs - signedMs) > SIGNED_MS_MAX) {
    const body = { Code: 'InvalidTimeStamp.Expired', Message: `Signature=x&AccessKeyId=${keys.accessKeyId}` };
    return { status: 400, body };
  }
  const isSubmission = call.action === SUBMISSION;
  const isOdd = faults.strikes('odd-shape', 0.08);
  const isUnknown = call.action === 'QueryTaskDetailList' && faults.strikes('unknown-status', 0.1);
  const shape = { oddShapeChance: isOdd ? 0.4 : 0, unknownStatusChance: isUnknown ? 1 : 0 };
  const index = isSubmission ? sandbox.records().submissions.length : 0;
  const answer = sandbox.call({ action: call.action, params: wireParams(call.params), mishap, shape });
  if (isSubmission) onArrival({ atMs: time.nowMs, processId: process.id, index });
  return answer;
}

function wayMs(faults: Faults): number {
  return 20 + Math.floor(faults.row('slow-answer').next() * 60);
}

/** In the order in which they are asked: at most one of them strikes a call. */
const MISHAPS: readonly (readonly [FaultKind, chance: number, ofSubmission: number, executed: boolean | null])[] = [
  ['throttled', 0.02, 0.05, false],
  ['lost-reply', 0.01, 0.12, true],
  ['lost-request', 0.02, 0.05, false],
  ['server-error', 0.02, 0.06, null],
  ['bad-gateway', 0.01, 0.04, null],
  ['empty-json', 0.01, 0.04, null],
  ['truncated', 0.01, 0.03, true],
  ['hang', 0.005, 0.03, null],
];

function drawCourse(action: string, { faults, denials, keys }: RegistrarParts): Course {
  const denial = denials.of(action);
  if (denial !== null) return { mishap: { executed: false, answer: denial }, delayMs: 0, arrivesLateMs: null };
  const isSubmission = action === SUBMISSION;
  const late = isSubmission && faults.strikes('late-request', 0.06);
  if (late) {
    return { mishap: null, delayMs: 0, arrivesLateMs: faults.row('late-request').between(SECOND_MS, SIGNED_MS_MAX) };
  }
  const isSlow = faults.strikes('slow-answer', 0.03);
  const delayMs = isSlow ? faults.row('slow-answer').between(100, 25_000) : 0;
  for (const [kind, chance, ofSubmission, executed] of MISHAPS) {
    if (!faults.strikes(kind, isSubmission ? ofSubmission : chance)) continue;
    const isExecuted = executed ?? faults.row(kind).happens(0.5);
    return { mishap: { executed: isExecuted, answer: badAnswer(kind, faults, keys) }, delayMs, arrivesLateMs: null };
  }
  return { mishap: null, delayMs, arrivesLateMs: null };
}

function badAnswer(
  kind: FaultKind,
  faults: Faults,
  { accessKeyId, accessKeySecret }: RegistrarParts['keys'],
): BadAnswer {
  if (kind === 'bad-gateway' || kind === 'empty-json' || kind === 'hang') return kind;
  if (kind === 'truncated') return 'truncate';
  if (kind === 'throttled') return { code: 'Throttling.User', httpStatus: 400, message: 'flow control' };
  if (kind !== 'server-error') return 'drop';
  // Errors of the real service repeat the request now and then: no output of ours may.
  const message = `try again, URL: https://domain.aliyuncs.com/?AccessKeyId=${accessKeyId}&Signature=${accessKeySecret}`;
  return faults.row(kind).pick([
    { code: 'InternalError', httpStatus: 500, message },
    { code: 'ServiceUnavailable', httpStatus: 503, message },
    { code: 'NetworkIOError', httpStatus: 400, message },
  ]);
}

function wireParams(params: PopCall['params']): RpcParams {
  const wire = new Map<string, string>();
  for (const name in params) {
    const value = params[name];
    if (typeof value !== 'object') wire.set(name, String(value));
    else {
      for (const [index, item] of value.entries()) {
        for (const key in item) wire.set(`${name}.${index + 1}.${key}`, String(item[key]));
      }
    }
  }
  return wire;
}
