import type { Credentials } from '../config/config.ts';
import { type Environment, readCredentials } from '../config/settings.ts';
import { SECOND_MS } from '../model/time.ts';

/** What Function Compute hands to a handler (help page "request-handlers", Node.js); only what is used here. */
export interface FcContext {
  readonly requestId: string;
  /** Temporary keys of the function's role; they change, so they are read at every invocation and never kept. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly securityToken?: string;
  };
  readonly function?: { readonly timeout?: number };
}

/** Without a time limit in the context the shortest sensible one is assumed: a run then ends too early rather than cut off. */
const TIMEOUT_ASSUMED_S = 60;
/** No function lives longer; a claim's end beyond the calendar could be written down, but not be read again. */
const TIMEOUT_S_MAX = 24 * 60 * 60;

/** When the platform kills this invocation, epoch milliseconds, counted from its entry. */
export function deadlineOf(context: FcContext, enteredMs: number): number {
  const timeoutS = context.function?.timeout;
  const isTime = typeof timeoutS === 'number' && timeoutS > 0;
  return enteredMs + Math.min(isTime ? timeoutS : TIMEOUT_ASSUMED_S, TIMEOUT_S_MAX) * SECOND_MS;
}

/**
 * The keys for this invocation: the role's, or those of the environment when there is no role (tests, other hosts).
 * @throws InputError when there are none.
 */
export function credentialsOf(context: FcContext, environment: Environment): Credentials {
  // Nothing says how a function without a role is told so: whatever is not a whole key counts as none.
  const { accessKeyId, accessKeySecret, securityToken } = context.credentials ?? {};
  if (!isText(accessKeyId) || !isText(accessKeySecret)) return readCredentials(environment);
  return { accessKeyId, accessKeySecret, ...(isText(securityToken) ? { securityToken } : {}) };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
