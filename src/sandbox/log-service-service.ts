import type { SandboxReply, SandboxRequest } from '../lib/wire.ts';
import { ApiError } from './api-error.ts';
import { type Chance, createChance } from './chance.ts';
import type { LogWriteRecord } from './log-service-books.ts';
import { EMPTY_ANSWER, type LogAnswer, type LogCallContext } from './log-service-call.ts';
import { performLogCall } from './log-service-calls.ts';
import { toHttpDate } from './log-service-date.ts';
import { createLogFaults, type LogFaults, type PlantedLogFault } from './log-service-faults.ts';
import { admitLogCall } from './log-service-gateway.ts';
import { drawLogDelayMs, drawLogMishap, type LogMishap } from './log-service-mishap.ts';
import { routingOf } from './log-service-put.ts';
import { readLogRequest } from './log-service-request.ts';
import { isForbiddenLogCall, isLogWrite, logRouteOf } from './log-service-routes.ts';
import type { LogWorld } from './log-service-world.ts';
import { renderPage } from './render.ts';

export interface LogServiceClock {
  readonly nowMs: number;
  /** The clock on which clients sign. */
  readonly clientMs: number;
}

/** Deals with one request after the other: gateway, mishap, call, and the fate of the answer. */
export interface LogService {
  handle(request: SandboxRequest, clock: LogServiceClock): SandboxReply;
  plant(fault: PlantedLogFault): void;
}

/** The service in front of a world; it knows no time but what each request brings. */
export function createLogService(world: LogWorld): LogService {
  const faults = createLogFaults();
  return {
    plant: (fault) => faults.plant(fault),
    handle: (request, clock) => handleOne(world, faults, request, clock),
  };
}

function handleOne(
  world: LogWorld,
  faults: LogFaults,
  request: SandboxRequest,
  { nowMs, clientMs }: LogServiceClock,
): SandboxReply {
  const read = valueOrError(() => readLogRequest(request));
  const route = read instanceof ApiError ? null : logRouteOf(read);
  const call = route?.call ?? '';
  const chance = createChance(world.options.seed, `log call ${world.books.called(call)} of ${call}`);
  const requestId = chance.uuid().replaceAll('-', '').slice(0, 24).toUpperCase();
  const common = { 'x-log-requestid': requestId, server: 'nginx', date: toHttpDate(clientMs) };
  if (read instanceof ApiError || route === null) {
    return replyOf(read instanceof ApiError ? errorAnswer(read) : EMPTY_ANSWER, common);
  }
  const clocksMs = [nowMs, clientMs];
  const refusal = valueOrError(() => admitLogCall(read, keysOf(world), clocksMs));
  if (refusal instanceof ApiError) return replyOf(errorAnswer(refusal), common);
  const mishap = mishapOf(world, faults, call, chance);
  const seenAfterMs = mishap?.seenAfterMs ?? null;
  const base = { world, request: read, route, nowMs, clocksMs, requestId, chance, seenAfterMs };
  const reply = replyOf(carryOut({ ...base, record: enterInBooks({ ...base, record: null }) }, mishap), common);
  return { ...withLogFate(reply, mishap), delayMs: drawLogDelayMs(world.profile, chance) };
}

function keysOf({ options }: LogWorld): { accessKeyId: string; accessKeySecret: string } {
  const { accessKeyId = 'sandbox', accessKeySecret = 'sandbox-secret' } = options;
  return { accessKeyId, accessKeySecret };
}

function mishapOf(world: LogWorld, faults: LogFaults, call: string, chance: Chance): LogMishap | null {
  const isWrite = isLogWrite(call);
  return faults.draw(call, isWrite, chance) ?? drawLogMishap(world.profile, chance, isWrite);
}

/** Whatever happens next, the books know that this was asked. */
function enterInBooks({ world, route, request, nowMs, requestId }: LogCallContext): LogWriteRecord | null {
  if (isForbiddenLogCall(route.call)) world.books.forbade();
  if (route.call !== 'PutLogs') return null;
  const routing = valueOrError(() => routingOf(request));
  const { hashKey, seqid } = routing instanceof ApiError ? { hashKey: null, seqid: null } : routing;
  const fields = { atMs: nowMs, requestId, logstore: route.name, hashKey, seqid, logCount: 0 };
  const record: LogWriteRecord = { ...fields, state: 'lost', code: '' };
  world.books.addWrite(record);
  return record;
}

/** What the service says. It carries the call out first, later or never, as the mishap wants it. */
function carryOut(context: LogCallContext, mishap: LogMishap | null): LogAnswer {
  const executed = mishap?.executed ?? 'now';
  let answer = EMPTY_ANSWER;
  if (executed === 'now') answer = execute(context);
  if (typeof executed === 'number') landLater(context, executed);
  const bad = mishap?.answer ?? null;
  if (bad === null || typeof bad === 'string') return answer;
  return errorAnswer(new ApiError(bad.code, bad.httpStatus, bad.message));
}

function landLater(context: LogCallContext, afterMs: number): void {
  if (context.record !== null) context.record.state = 'waiting';
  context.world.agenda.add(context.nowMs + afterMs, (atMs) => {
    execute({ ...context, nowMs: atMs });
  });
}

function execute(context: LogCallContext): LogAnswer {
  const { world, record, route } = context;
  const result = valueOrError(() => performLogCall(context));
  if (result instanceof ApiError) {
    if (record !== null) Object.assign(record, { state: 'refused', code: result.code });
    return errorAnswer(result);
  }
  if (record !== null) record.state = 'stored';
  if (isLogWrite(route.call)) world.changeCount += 1;
  return result;
}

function withLogFate(reply: SandboxReply, mishap: LogMishap | null): SandboxReply {
  const bad = mishap?.answer ?? null;
  // A named error is in the body already.
  if (bad === null || typeof bad === 'object') return reply;
  if (bad === 'bad-gateway') return renderPage(502, '502 Bad Gateway');
  if (bad === 'internal-page') return renderPage(500, '500 Internal Server Error');
  if (bad === 'wrong-200') return renderPage(200, 'Welcome');
  // Half of nothing would be an answer in full.
  if (bad === 'truncate' && reply.body.length === 0) return { ...reply, fate: 'drop' };
  return { ...reply, fate: bad };
}

function replyOf({ status, headers, body }: LogAnswer, common: Readonly<Record<string, string>>): SandboxReply {
  return { status, headers: { ...common, ...headers }, body, delayMs: 0, fate: 'answer' };
}

function errorAnswer({ code, httpStatus, message }: ApiError): LogAnswer {
  const body = JSON.stringify({ errorCode: code, errorMessage: message });
  return { status: httpStatus, headers: { 'content-type': 'application/json' }, body };
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
