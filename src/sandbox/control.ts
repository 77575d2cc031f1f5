import type { SandboxReply, SandboxRequest } from '../lib/wire.ts';
import { ControlInputError, domainChanges, jsonBody, nameField, numberField, plantedFault } from './control-input.ts';
import type { DomainSandbox } from './domain-api.ts';
import { isJsonObject, type JsonObject } from './json.ts';

const ROUTES =
  'GET /sandbox/books, GET /sandbox/domains, POST /sandbox/faults, POST /sandbox/advance, POST /sandbox/domains';

/**
 * The sandbox's own doors for other processes, outside the protocol of the service; null when the request is not for them.
 *
 * - `GET /sandbox/books`, `GET /sandbox/domains`
 * - `POST /sandbox/faults` a PlantedFault
 * - `POST /sandbox/advance` `{"ms": 3600000}`
 * - `POST /sandbox/domains` `{"add": {"name", "expiryMs", …}}`, `{"edit": {"name", …}}` or `{"remove": "name"}`
 */
export function handleControl(sandbox: DomainSandbox, request: SandboxRequest): SandboxReply | null {
  const path = request.path.split('?', 1)[0] ?? '';
  if (path !== '/sandbox' && !path.startsWith('/sandbox/')) return null;
  try {
    return dispatch(sandbox, `${request.method} ${path}`, request.body);
  } catch (error) {
    if (error instanceof ControlInputError) return jsonReply(400, { error: error.message });
    throw error;
  }
}

function dispatch(sandbox: DomainSandbox, route: string, body: Uint8Array): SandboxReply {
  switch (route) {
    case 'GET /sandbox/books':
      return jsonReply(200, sandbox.books());
    case 'GET /sandbox/domains':
      return jsonReply(200, { nowMs: sandbox.now(), domains: sandbox.domains() });
    case 'POST /sandbox/faults':
      sandbox.fault(plantedFault(jsonBody(body)));
      return jsonReply(200, { planted: true });
    case 'POST /sandbox/advance':
      sandbox.advance(numberField(jsonBody(body), 'ms'));
      return jsonReply(200, { nowMs: sandbox.now() });
    case 'POST /sandbox/domains':
      return changeDomains(sandbox, jsonBody(body));
    default:
      return jsonReply(404, { error: `no such door; there are ${ROUTES}` });
  }
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
