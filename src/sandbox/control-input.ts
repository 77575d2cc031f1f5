import { domainName } from '../model/domain.ts';
import { FAULT_NAMES, type NamedFault, type PlantedFault } from './faults.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { LOG_FAULT_NAMES, type PlantedLogFault } from './log-service-faults.ts';
import type { Aim } from './planted-faults.ts';
import type { SandboxDomainChanges } from './registry.ts';

/** What was sent to the control plane is not what it takes; the text says what is. */
export class ControlInputError extends Error {
  override readonly name = 'ControlInputError';
}

/** The body as a JSON object, or a ControlInputError. */
export function jsonBody(body: Uint8Array): JsonObject {
  const text = new TextDecoder().decode(body);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ControlInputError('the body is not JSON', { cause });
  }
  if (!isJsonObject(value)) throw new ControlInputError('the body is not a JSON object');
  return value;
}

/** A text with something in it. */
export function textField(fields: JsonObject, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw new ControlInputError(`${name}: a text is wanted`);
  return value;
}

/** A domain name, in any form. */
export function nameField(fields: JsonObject): string {
  const name = textField(fields, 'name');
  if (domainName(name) === null) throw new ControlInputError(`name: not a domain name: ${name}`);
  return name;
}

/** A whole number from 0. */
export function numberField(fields: JsonObject, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new ControlInputError(`${name}: a whole number from 0 is wanted`);
  }
  return value;
}

/** A whole number, also below 0. */
export function integerField(fields: JsonObject, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new ControlInputError(`${name}: a whole number is wanted`);
  }
  return value;
}

/** A PlantedFault; `times` is 1 and `skip` is 0 when absent. */
export function plantedFault(fields: JsonObject): PlantedFault {
  return { ...aim(fields), kind: faultKind(fields, FAULT_NAMES) };
}

/** A PlantedLogFault; the same. */
export function plantedLogFault(fields: JsonObject): PlantedLogFault {
  const ms = fields['ms'] === undefined ? {} : { ms: numberField(fields, 'ms') };
  return { ...aim(fields), kind: faultKind(fields, LOG_FAULT_NAMES), ...ms };
}

function aim(fields: JsonObject): Aim {
  return {
    action: textField(fields, 'action'),
    times: fields['times'] === undefined ? 1 : numberField(fields, 'times'),
    skip: fields['skip'] === undefined ? 0 : numberField(fields, 'skip'),
  };
}

function faultKind<Name extends string>(fields: JsonObject, names: readonly Name[]): Name | NamedFault {
  const kind = fields['kind'];
  if (isJsonObject(kind)) {
    return {
      code: textField(kind, 'code'),
      httpStatus: numberField(kind, 'httpStatus'),
      executed: kind['executed'] === true,
      ...(kind['message'] === undefined ? {} : { message: textField(kind, 'message') }),
    };
  }
  return oneOf(fields, 'kind', names);
}

const STATUSES = ['1', '2', '3'] as const;

type ChangeName = keyof SandboxDomainChanges;

const CHANGE_READERS: Readonly<Record<ChangeName, (fields: JsonObject) => SandboxDomainChanges>> = {
  expiryMs: (fields) => ({ expiryMs: numberField(fields, 'expiryMs') }),
  registeredMs: (fields) => ({ registeredMs: numberField(fields, 'registeredMs') }),
  premium: (fields) => ({ premium: flagField(fields, 'premium') }),
  autoRenew: (fields) => ({ autoRenew: flagField(fields, 'autoRenew') }),
  audit: (fields) => ({ audit: oneOf(fields, 'audit', ['NONAUDIT', 'AUDITING', 'SUCCEED', 'FAILED']) }),
  transferOut: (fields) => ({ transferOut: flagField(fields, 'transferOut') }),
  holderChange: (fields) => ({ holderChange: flagField(fields, 'holderChange') }),
  renewable: (fields) => ({ renewable: flagField(fields, 'renewable') }),
  priceMinor: (fields) => ({ priceMinor: fields['priceMinor'] === null ? null : numberField(fields, 'priceMinor') }),
  group: (fields) => ({ group: textField(fields, 'group') }),
  tag: (fields) => ({ tag: textField(fields, 'tag') }),
  resourceGroup: (fields) => ({ resourceGroup: textField(fields, 'resourceGroup') }),
  registrant: (fields) => ({ registrant: fields['registrant'] === null ? null : textField(fields, 'registrant') }),
  status: (fields) => (fields['status'] === null ? { status: null } : { status: oneOf(fields, 'status', STATUSES) }),
};

/** The changes in a body, each checked; `name` is what they are for and passes. */
export function domainChanges(fields: JsonObject): SandboxDomainChanges {
  let changes: SandboxDomainChanges = {};
  const readers = new Map(Object.entries(CHANGE_READERS));
  for (const name of Object.keys(fields)) {
    if (name === 'name') continue;
    const reader = readers.get(name);
    if (reader === undefined) {
      throw new ControlInputError(`${name}: not known; there are name, ${[...readers.keys()].join(', ')}`);
    }
    changes = { ...changes, ...reader(fields) };
  }
  return changes;
}

function flagField(fields: JsonObject, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw new ControlInputError(`${name}: true or false is wanted`);
  return value;
}

/** One of these words. */
export function oneOf<T extends string>(fields: JsonObject, name: string, allowed: readonly T[]): T {
  const value = allowed.find((item) => item === fields[name]);
  if (value === undefined) throw new ControlInputError(`${name}: one of ${allowed.join(', ')} is wanted`);
  return value;
}
