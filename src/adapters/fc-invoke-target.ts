import type { Credentials } from '../config/config.ts';
import { InputError, type InputFault, shown } from '../config/fault.ts';

/** One synchronous call of a deployed function. */
export interface FcInvocation {
  /** `name` is a function of Function Compute 3.0, `service/name` one of a 2.0 service. */
  readonly functionName: string;
  /** Version or alias; `LATEST` without one. */
  readonly qualifier?: string;
  readonly event: string;
  readonly accountId: string;
  readonly region: string;
  /** Base URL in place of `https://<accountId>.<region>.fc.aliyuncs.com`; http only on loopback. */
  readonly endpoint?: string;
  readonly credentials: Credentials;
  /** For the whole call: the function's own time limit and some seconds more. */
  readonly timeoutMs: number;
}

/** Where an invocation goes, checked. */
export interface FcTarget {
  /** Null for Function Compute 3.0, which has none. */
  readonly service: string | null;
  readonly name: string;
  readonly qualifier: string;
  /** Scheme and host, with a port if it is not the usual one. */
  readonly endpoint: URL;
}

const NAME = /^[A-Za-z_][\w-]{0,127}$/;
const REGION = /^[a-z][a-z0-9-]{1,40}$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
/** The longest that a timer can wait. */
const TIMEOUT_MS_MAX = 2_147_483_647 - 60_000;

/** @throws InputError with everything that is wrong. */
export function fcTarget(invocation: FcInvocation): FcTarget {
  const { functionName, qualifier = 'LATEST' } = invocation;
  const faults = [...faultsOfPlace(invocation), ...faultsOfCall(invocation)];
  const endpoint = endpointOf(invocation);
  if (faults.length > 0 || endpoint === null) throw new InputError('arguments', faults);
  const [first = '', second] = functionName.split('/');
  const [service, name] = second === undefined ? [null, first] : [first, second];
  return { service, name, qualifier, endpoint };
}

function faultsOfPlace(invocation: FcInvocation): InputFault[] {
  const { functionName, qualifier = 'LATEST', accountId, region } = invocation;
  const parts = functionName.split('/');
  const isName = parts.length <= 2 && parts.every((part) => NAME.test(part));
  // The endpoint is not shown: it may hold a password.
  const allowed = 'https://<host>, or http:// on loopback, without path, query and password';
  const isPlace = /^\d{1,32}$/.test(accountId) && REGION.test(region);
  return [
    ...fault(isName, 'function', functionName, 'name (Function Compute 3.0) or service/name (2.0)'),
    ...fault(/^[\w-]{1,128}$/.test(qualifier), 'qualifier', qualifier, 'LATEST, a version or an alias'),
    ...fault(/^\d{1,32}$/.test(accountId), 'account id', accountId, 'the digits of the account id'),
    ...fault(REGION.test(region), 'region', region, 'a region id such as cn-hangzhou'),
    ...fault(!isPlace || endpointOf(invocation) !== null, 'endpoint', 'another one', allowed),
  ];
}

function faultsOfCall({ timeoutMs, credentials }: FcInvocation): InputFault[] {
  const isTime = timeoutMs > 0 && timeoutMs <= TIMEOUT_MS_MAX;
  const lacksToken = credentials.accessKeyId.startsWith('STS') && (credentials.securityToken ?? '') === '';
  return [
    ...fault(isTime, 'time-out', timeoutMs, `1 to ${TIMEOUT_MS_MAX} ms`),
    ...fault(!lacksToken, 'security token', '', 'the token that came with the temporary keys (STS…)'),
    ...fault(credentials.accessKeyId !== '', 'access key id', '', 'an access key id'),
    ...fault(credentials.accessKeySecret !== '', 'access key secret', '', 'its secret'),
  ];
}

function fault(holds: boolean, field: string, value: unknown, allowed: string): InputFault[] {
  return holds ? [] : [{ field, value: shown(value), allowed }];
}

/** Null for one that keys must not be sent to. */
function endpointOf({ endpoint, accountId, region }: FcInvocation): URL | null {
  const text = endpoint ?? `https://${accountId}.${region}.fc.aliyuncs.com`;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  // All that a URL may have beside its origin would make it longer.
  const isBare = url.href === `${url.origin}/`;
  return isBare && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname)))
    ? url
    : null;
}
