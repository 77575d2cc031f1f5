import type { SandboxReply, SandboxRequest } from '../lib/wire.ts';
import {
  ControlInputError,
  domainChanges,
  jsonBody,
  nameField,
  numberField,
  plantedFault,
  plantedLogFault,
} from './control-input.ts';
import { changeAccount, changePrices, switchCall } from './control-money.ts';
import type { DomainSandbox } from './domain-api.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import type { LogServiceSandbox } from './log-service.ts';

const ROUTES =
  'GET /sandbox/books, GET /sandbox/domains, GET /sandbox/logs, POST /sandbox/faults, POST /sandbox/advance, POST /sandbox/domains, POST /sandbox/prices, POST /sandbox/account, POST /sandbox/calls, POST /sandbox/logstore';

/** Both halves of the sandbox. */
export interface SandboxHalves {
  readonly sandbox: DomainSandbox;
  readonly logService: LogServiceSandbox;
}

/**
 * The sandbox's own doors for other processes, outside the protocols of the services; null when the request is not for them.
 *
 * - `GET /sandbox/books`, `GET /sandbox/domains`
 * - `GET /sandbox/logs` `{"nowMs", "logs", "shards", "books"}` of the log service
 * - `POST /sandbox/faults` a PlantedFault, or with `"service": "log"` a PlantedLogFault
 * - `POST /sandbox/advance` `{"ms": 3600000}`, for both halves
 * - `POST /sandbox/domains` `{"add": {"name", "expiryMs", …}}`, `{"edit": {"name", …}}` or `{"remove": "name"}`; … as in SandboxDomain
 * - `POST /sandbox/prices` `{"percent": 121}`, or `{"name", "priceMinor"}` for a year of one domain (null: as the list says)
 * - `POST /sandbox/account` `{"balanceMinor": 0}` or `{"addCoupon": {"couponNo", "balanceMinor", "expiresMs"}}`
 * - `POST /sandbox/calls` `{"action", "answer"}`: `no-permission`, `not-found` or `normal`
 * - `POST /sandbox/logstore` `{"split": 0}`, `{"merge": 0}`, `{"ttlDays": 30}` or `{"reveal": true}`
 */
export function handleControl(halves: SandboxHalves, request: SandboxRequest): SandboxReply | null {
  const path = request.path.split('?', 1)[0] ?? '';
  if (path !== '/sandbox' && !path.startsWith('/sandbox/')) return null;
  try {
    return dispatch(halves, `${request.method} ${path}`, request.body);
  } catch (error) {
    if (error instanceof ControlInputError) return jsonReply(400, { error: error.message });
    throw error;
  }
}

function dispatch({ sandbox, logService }: SandboxHalves, route: string, body: Uint8Array): SandboxReply {
  switch (route) {
    case 'GET /sandbox/books':
      return jsonReply(200, sandbox.books());
    case 'GET /sandbox/domains':
      return jsonReply(200, { nowMs: sandbox.now(), domains: sandbox.domains() });
    case 'GET /sandbox/logs':
      return jsonReply(200, logsOf(logService));
    case 'POST /sandbox/faults':
      plantFault({ sandbox, logService }, jsonBody(body));
      return jsonReply(200, { planted: true });
    case 'POST /sandbox/advance':
      // The log service runs on the clock of this half.
      sandbox.advance(numberField(jsonBody(body), 'ms'));
      return jsonReply(200, { nowMs: sandbox.now() });
    case 'POST /sandbox/domains':
      return changeDomains(sandbox, jsonBody(body));
    case 'POST /sandbox/prices':
      return jsonReply(200, changePrices(sandbox, jsonBody(body)));
    case 'POST /sandbox/account':
      return jsonReply(200, changeAccount(sandbox, jsonBody(body)));
    case 'POST /sandbox/calls':
      return jsonReply(200, switchCall(sandbox, jsonBody(body)));
    case 'POST /sandbox/logstore':
      changeLogstore(logService, jsonBody(body));
      return jsonReply(200, { shards: logService.shards() });
    default:
      return jsonReply(404, { error: `no such door; there are ${ROUTES}` });
  }
}

function plantFault({ sandbox, logService }: SandboxHalves, fields: JsonObject): void {
  const service = fields['service'] ?? 'domain';
  if (service === 'log') logService.fault(plantedLogFault(fields));
  else if (service === 'domain') sandbox.fault(plantedFault(fields));
  else throw new ControlInputError('service: one of domain, log is wanted');
}

function logsOf(logService: LogServiceSandbox): object {
  return { nowMs: logService.now(), logs: logService.logs(), shards: logService.shards(), books: logService.books() };
}

function changeLogstore(logService: LogServiceSandbox, fields: JsonObject): void {
  const isAsked = (name: string): boolean => fields[name] !== undefined;
  if (isAsked('split')) changeShard(logService.splitShard(numberField(fields, 'split')));
  else if (isAsked('merge')) changeShard(logService.mergeShards(numberField(fields, 'merge')));
  else if (isAsked('ttlDays')) logService.setTtl(numberField(fields, 'ttlDays'));
  else if (isAsked('reveal')) logService.reveal();
  else throw new ControlInputError('one of split, merge, ttlDays and reveal is wanted');
}

function changeShard(changed: boolean): void {
  if (!changed) throw new ControlInputError('there is no such readwrite shard, or none to its right');
}

function changeDomains(sandbox: DomainSandbox, fields: JsonObject): SandboxReply {
  const { add, edit, remove } = { add: fields['add'], edit: fields['edit'], remove: fields['remove'] };
  if (isJsonObject(add)) {
    const seed = { ...domainChanges(add), name: nameField(add), expiryMs: numberField(add, 'expiryMs') };
    return jsonReply(200, { domain: sandbox.addDomain(seed) });
  }
  if (isJsonObject(edit)) {
    const name = nameField(edit);
    const domain = sandbox.editDomain(name, domainChanges(edit));
    return domain === null ? unknownDomain(name) : jsonReply(200, { domain });
  }
  if (typeof remove === 'string') {
    return sandbox.removeDomain(remove) ? jsonReply(200, { removed: remove }) : unknownDomain(remove);
  }
  throw new ControlInputError('one of add, edit and remove is wanted');
}

function unknownDomain(name: string): SandboxReply {
  return jsonReply(404, { error: `no domain ${name} in the sandbox` });
}

function jsonReply(status: number, value: object): SandboxReply {
  const headers = { 'content-type': 'application/json;charset=utf-8' };
  return { status, headers, body: JSON.stringify(value), delayMs: 0, fate: 'answer' };
}
