/** An answer of the service that says no, with its own code. Thrown by a call, turned into an error body at the gateway. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly httpStatus: number;

  constructor(code: string, httpStatus: number, message: string) {
    super(message);
    this.code = code;
    this.httpStatus = httpStatus;
  }
}

/** What the renewal calls say of a malformed parameter: nothing was executed. */
export function parameterIllegal(message: string): ApiError {
  return new ApiError('ParameterIllegal', 400, `The parameter is illegal: ${message}`);
}

/** `Missing<Parameter>`, the gateway's word for what is not there. */
export function missingParameter(name: string): ApiError {
  return new ApiError(`Missing${name}`, 400, `${name} is mandatory for this action.`);
}

/** What the other calls say of a value they cannot take; long values are cut. */
export function invalidParameter(name: string, value: string): ApiError {
  return new ApiError('InvalidParameter', 400, `Specified parameter ${name} is not valid: ${value.slice(0, 100)}`);
}
