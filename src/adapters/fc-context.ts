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

/** When the platform kills this invocation, epoch milliseconds, counted from its entry. */
export function deadlineOf(context: FcContext, enteredMs: number): number {
  const timeoutS = context.function?.timeout;
  return enteredMs + (typeof timeoutS === 'number' && timeoutS > 0 ? timeoutS : TIMEOUT_ASSUMED_S) * SECOND_MS;
}

/**
 * The keys for this invocation: the role's, or those of the environment when there is no role (tests, other hosts).
 * @throws InputError when there are none.
 */
export function credentialsOf(context: FcContext, environment: Environment): Credentials {
  const role = context.credentials;
  if (role === undefined || role.accessKeyId === '') return readCredentials(environment);
  const { accessKeyId, accessKeySecret, securityToken } = role;
  return {
    accessKeyId,
    accessKeySecret,
    ...(securityToken === undefined || securityToken === '' ? {} : { securityToken }),
  };
}
