import { ApiError } from './api-error.ts';

/** What the log service says of a body it can read but not take: nothing of it was written. */
export function postBodyInvalid(message: string): ApiError {
  return new ApiError('PostBodyInvalid', 400, message);
}

/** What it says of a parameter or of JSON that does not fit. */
export function parameterInvalid(message: string): ApiError {
  return new ApiError('ParameterInvalid', 400, message);
}

/** 404 for a named thing that is not there. */
export function notThere(code: string, what: string): ApiError {
  return new ApiError(code, 404, `${what} does not exist`);
}

/** 400 for a named thing that is there already. */
export function alreadyThere(code: string, what: string): ApiError {
  return new ApiError(code, 400, `${what} already exists`);
}

/** What the real service can do and this stand-in cannot. */
export function notSupported(what: string): ApiError {
  return new ApiError('NotSupportedInSandbox', 400, `The sandbox does not know ${what}.`);
}
