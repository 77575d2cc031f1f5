import type { SandboxReply, SandboxRequest } from '../lib/wire.ts';
import { ApiError } from './api-error.ts';
import type { SubmissionRecord } from './books.ts';
import type { CallContext } from './call.ts';
import { isForbidden, perform } from './calls.ts';
import { createChance } from './chance.ts';
import type { ChaosProfile } from './chaos-profile.ts';
import { createFaults, type Faults, type PlantedFault } from './faults.ts';
import { createGateway, type Gateway } from './gateway.ts';
import type { JsonObject } from './json.ts';
import { drawDelayMs, drawMishap, type Mishap, type NamedError } from './mishap.ts';
import { bendShape } from './oddities.ts';
import { type Answer, formatOf, render, renderPage } from './render.ts';
import { isSubmission, ordersAsked } from './renew-calls.ts';
import { type RpcParams, readParams } from './rpc-params.ts';
import type { World } from './world.ts';

/** The load balancer of the real service has answered 414 to long addresses; its exact limit is not known. */
const PATH_LENGTH_MAX = 8192;

export interface ServiceClock {
  readonly nowMs: number;
  /** The clock without what was advanced: the one on which a client in another process signs. */
  readonly unadvancedMs: number;
}

/** A call that needs no gateway, how it fares, and how odd its answer looks. */
export interface DirectCall {
  readonly action: string;
  readonly params: RpcParams;
  /** What the service says instead, and whether it carried the call out before; null when nothing goes wrong. */
  readonly mishap: Mishap | null;
  readonly shape: Pick<ChaosProfile, 'oddShapeChance' | 'unknownStatusChance'>;
}

/** What the service says to a direct call: what would be the JSON. */
export interface DirectAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

/** Deals with one request after the other: gateway, mishap, call, shape, and the fate of the answer. */
export interface Service {
  handle(request: SandboxRequest, clock: ServiceClock): SandboxReply;
  /** The same without gateway and wire. Of a mishap only what the service itself says is in the answer. */
  call(call: DirectCall, nowMs: number): DirectAnswer;
  plant(fault: PlantedFault): void;
}

/** The service in front of a world; it knows no time but what each request brings. */
export function createService(world: World): Service {
  const faults = createFaults();
  const gateway = createGateway({
    accessKeyId: world.options.accessKeyId ?? 'sandbox',
    accessKeySecret: world.options.accessKeySecret ?? 'sandbox-secret',
  });
  const parts: Parts = { world, faults, gateway };
  return {
    plant: (fault) => faults.plant(fault),
    handle: (request, clock) => handleOne(parts, request, clock),
    call: (call, nowMs) => callOne(world, call, nowMs),
  };
}

interface Parts {
  readonly world: World;
  readonly faults: Faults;
  readonly gateway: Gateway;
}

function handleOne(parts: Parts, request: SandboxRequest, clock: ServiceClock): SandboxReply {
  if (request.path.length > PATH_LENGTH_MAX) return renderPage(414, '414 Request-URI Too Large');
  const { world, faults, gateway } = parts;
  const params = valueOrError(() => readParams(request));
  const action = params instanceof ApiError ? '' : (params.get('Action') ?? '');
  const chance = createChance(world.options.seed, `call ${world.books.called(action)} of ${action}`);
  const requestId = chance.uuid().toUpperCase();
  if (params instanceof ApiError) return render(errorAnswer(params, requestId), 'XML', requestId);
  const format = formatOf(params.get('Format'));
  const refusal = valueOrError(() => gateway.admit(request.method, params, [clock.nowMs, clock.unadvancedMs]));
  if (refusal instanceof ApiError) return render(errorAnswer(refusal, requestId), format, requestId);
  const mishap = faults.draw(action) ?? drawMishap(world.profile, chance, isSubmission(action));
  const context = enterInBooks({ world, action, params, nowMs: clock.nowMs, requestId, chance, submission: null });
  const reply = render(answerOf(context, mishap, world.profile), format, requestId);
  return { ...withFate(reply, mishap), delayMs: drawDelayMs(world.profile, chance) };
}

function callOne(world: World, { action, params, mishap, shape }: DirectCall, nowMs: number): DirectAnswer {
  const chance = createChance(world.options.seed, `call ${world.books.called(action)} of ${action}`);
  const requestId = `direct-${chance.between(0, 1e9)}`;
  const context = enterInBooks({ world, action, params, nowMs, requestId, chance, submission: null });
  const { status, fields } = answerOf(context, mishap, { ...world.profile, ...shape });
  return { status, body: fields };
}

/** Whatever happens next, the books know that this was asked. */
function enterInBooks(context: CallContext): CallContext {
  const { world, action, params, nowMs, requestId } = context;
  if (isForbidden(action)) world.books.forbade();
  if (!isSubmission(action)) return context;
  const orders = ordersAsked(action, params);
  const submission: SubmissionRecord = { atMs: nowMs, requestId, taskNo: null, executed: false, orders };
  world.books.addSubmission(submission);
  return { ...context, submission };
}

/** What the service says. It carries the call out first, unless a mishap comes before that. */
function answerOf(context: CallContext, mishap: Mishap | null, profile: ChaosProfile): Answer {
  const { action, requestId, chance } = context;
  const executed = mishap === null || mishap.executed;
  const result = executed ? valueOrError(() => perform(context)) : {};
  if (mishap !== null && typeof mishap.answer === 'object') return errorAnswer(named(mishap.answer), requestId);
  if (result instanceof ApiError) return errorAnswer(result, requestId);
  const fields = bendShape({ ...result, RequestId: requestId }, action, profile, chance);
  return { status: 200, root: `${action}Response`, fields };
}

function withFate(reply: SandboxReply, mishap: Mishap | null): SandboxReply {
  // A named error is in the body already.
  if (mishap === null || typeof mishap.answer === 'object') return reply;
  if (mishap.answer === 'bad-gateway') return renderPage(502, '502 Bad Gateway');
  if (mishap.answer === 'empty-json') return { ...reply, status: 200, body: '{}' };
  return { ...reply, fate: mishap.answer };
}

function errorAnswer(error: ApiError, requestId: string): Answer {
  const fields = {
    RequestId: requestId,
    HostId: 'domain.aliyuncs.com',
    Code: error.code,
    Message: error.message,
    Recommend: `https://error-center.aliyun.com/status/search?Keyword=${error.code}&source=PopGw`,
  };
  return { status: error.httpStatus, root: 'Error', fields };
}

function named(error: NamedError): ApiError {
  return new ApiError(error.code, error.httpStatus, error.message);
}

/** An error that the service answers as a value; any other is a fault of the sandbox and goes through. */
function valueOrError<T>(work: () => T): T | ApiError {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}
