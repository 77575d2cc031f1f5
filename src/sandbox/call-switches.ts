import { ApiError } from './api-error.ts';

/** How a call is answered: `no-permission` and `not-found` as to a role without it, and on a site without it. */
export const CALL_SWITCHES = ['normal', 'no-permission', 'not-found'] as const;
export type CallSwitch = (typeof CALL_SWITCHES)[number];

/** The error of a call that is switched off; null for any other. */
export function switchedOff(state: CallSwitch): ApiError | null {
  if (state === 'normal') return null;
  return state === 'not-found'
    ? callNotFound()
    : new ApiError('NoPermission', 403, 'You are not authorized to perform this action.');
}

/** What gateways answer to a name that no call has. */
export function callNotFound(): ApiError {
  return new ApiError('InvalidAction.NotFound', 404, 'Specified api is not found, please check your url and method.');
}
