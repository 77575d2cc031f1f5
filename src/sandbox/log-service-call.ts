import { ApiError } from './api-error.ts';
import type { Chance } from './chance.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import type { LogWriteRecord } from './log-service-books.ts';
import { notThere, parameterInvalid } from './log-service-errors.ts';
import { rawBody } from './log-service-gateway.ts';
import type { LogRequest } from './log-service-request.ts';
import { isLogData, type LogRoute } from './log-service-routes.ts';
import type { Logstore } from './log-service-store.ts';
import type { LogProject, LogWorld } from './log-service-world.ts';

/** One call that the gateway let in. */
export interface LogCallContext {
  readonly world: LogWorld;
  readonly request: LogRequest;
  readonly route: LogRoute;
  readonly nowMs: number;
  /** The times that pass for now with a client. */
  readonly clocksMs: readonly number[];
  readonly requestId: string;
  /** The draws of this call alone. */
  readonly chance: Chance;
  /** How long what is written stays out of sight; null as the world does it. */
  readonly seenAfterMs: number | null;
  /** The entry in the books, for PutLogs. */
  readonly record: LogWriteRecord | null;
}

export interface LogAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Carries a call out, or throws an ApiError. */
export type LogCall = (context: LogCallContext) => LogAnswer;

/** 200 with nothing in it, not even a content type. */
export const EMPTY_ANSWER: LogAnswer = { status: 200, headers: {}, body: '' };

/** 200 with JSON. */
export function jsonAnswer(value: unknown, headers: Readonly<Record<string, string>> = {}): LogAnswer {
  return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** The project that the Host names, or ProjectNotExist. */
export function projectOf({ world, request }: LogCallContext): LogProject {
  const project = world.projects.get(request.project);
  if (project === undefined) throw notThere('ProjectNotExist', `The Project : ${request.project}`);
  return project;
}

/** The logstore that the path names, or LogStoreNotExist. */
export function logstoreOf(context: LogCallContext): Logstore {
  const { name, call } = context.route;
  const logstore = projectOf(context).logstores.get(name);
  if (logstore === undefined || (isLogData(call) && context.nowMs < logstore.usableFromMs)) {
    throw notThere('LogStoreNotExist', `logstore ${name}`);
  }
  return logstore;
}

/** The body as a JSON object, or the ApiError of what is wrong with it. */
export function jsonBodyOf({ request, world }: LogCallContext): JsonObject {
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('application/json')) {
    throw new ApiError('InvalidContentType', 415, `Content-Type ${contentType} is unsupported.`);
  }
  const text = rawBody(request, world.profile.bodyBytesMax).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw parameterInvalid('The body is not valid JSON.');
  }
  if (!isJsonObject(value)) throw parameterInvalid('The body is not a JSON object.');
  return value;
}
