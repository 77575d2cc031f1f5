import type { SandboxRequest } from '../lib/wire.ts';
import { ApiError, invalidParameter, missingParameter } from './api-error.ts';

/** The parameters of one call, from the URL and the form body together; of a name given twice the body's last wins. */
export type RpcParams = ReadonlyMap<string, string>;

/** Throws an ApiError for what is not percent-encoded. */
export function readParams(request: SandboxRequest): RpcParams {
  const params = new Map<string, string>();
  const queryStart = request.path.indexOf('?');
  if (queryStart >= 0) addPairs(params, request.path.slice(queryStart + 1));
  if (request.method === 'POST') addPairs(params, new TextDecoder().decode(request.body));
  return params;
}

/** `Missing<Name>` when the parameter is absent or empty. */
export function requiredText(params: RpcParams, name: string): string {
  const text = params.get(name) ?? '';
  if (text === '') throw missingParameter(name);
  return text;
}

/** A whole number; null when the parameter is absent or empty. */
export function optionalInteger(params: RpcParams, name: string): number | null {
  const text = params.get(name) ?? '';
  if (text === '') return null;
  const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw invalidParameter(name, text);
  return value;
}

/** A whole number; `Missing<Name>` when the parameter is absent or empty. */
export function requiredInteger(params: RpcParams, name: string): number {
  const value = optionalInteger(params, name);
  if (value === null) throw missingParameter(name);
  return value;
}

/** `true` or `false`; null when the parameter is absent or empty. */
export function optionalFlag(params: RpcParams, name: string): boolean | null {
  const text = params.get(name) ?? '';
  if (text === '') return null;
  if (text !== 'true' && text !== 'false') throw invalidParameter(name, text);
  return text === 'true';
}

function addPairs(params: Map<string, string>, text: string): void {
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const split = pair.indexOf('=');
    const name = split < 0 ? pair : pair.slice(0, split);
    params.set(decoded(name), split < 0 ? '' : decoded(pair.slice(split + 1)));
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new ApiError('InvalidParameter', 400, `A parameter is not percent-encoded UTF-8 (${String(cause)}).`);
  }
}
