import { ApiError } from './api-error.ts';
import {
  createIndex,
  createLogStore,
  createProject,
  getIndex,
  getLogStore,
  getProject,
  listLogStores,
  updateIndex,
  updateLogStore,
} from './log-service-admin.ts';
import type { LogAnswer, LogCall, LogCallContext } from './log-service-call.ts';
import { DOCUMENT_CALLS } from './log-service-documents.ts';
import { notSupported } from './log-service-errors.ts';
import { getCursor, getCursorTime, listShards, pullLogs } from './log-service-pull.ts';
import { putLogs } from './log-service-put.ts';
import { isForbiddenLogCall } from './log-service-routes.ts';
import { getLogs } from './log-service-search.ts';

const CALLS: ReadonlyMap<string, LogCall> = new Map<string, LogCall>([
  ['PutLogs', putLogs],
  ['ListShards', listShards],
  ['GetCursor', getCursor],
  ['GetCursorTime', getCursorTime],
  ['PullLogs', pullLogs],
  ['GetLogs', getLogs],
  ['CreateProject', createProject],
  ['GetProject', getProject],
  ['CreateLogStore', createLogStore],
  ['GetLogStore', getLogStore],
  ['UpdateLogStore', updateLogStore],
  ['ListLogStores', listLogStores],
  ['GetIndex', getIndex],
  ['CreateIndex', createIndex],
  ['UpdateIndex', updateIndex],
  ...DOCUMENT_CALLS,
]);

/** Carries out a call by its name. */
export function performLogCall(context: LogCallContext): LogAnswer {
  const { call } = context.route;
  const known = CALLS.get(call);
  if (known !== undefined) return known(context);
  if (isForbiddenLogCall(call)) {
    throw new ApiError('Forbidden', 403, `The sandbox refuses ${call}: this product must never call it.`);
  }
  throw notSupported(`${context.request.method} ${context.request.path}`);
}
